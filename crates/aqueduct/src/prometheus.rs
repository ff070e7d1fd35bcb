//! Metrics over HTTP, for Prometheus.
//!
//! All pipelines of the process report what they do: records in and out of every step, late records, dead
//! letters by reason and rule, how far watermarks lag, how long checkpoints take and how large they are,
//! restarts. Every name begins with `aqueduct_`, and everything is labelled with its pipeline.

use crate::{Error, Result};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder};
use std::net::{Ipv4Addr, SocketAddr};

/// The usual address: port 9464 of this machine, not to be reached from others.
pub const LOCAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

/// Durations are counted in buckets up to these, in seconds.
const BUCKETS: [f64; 10] = [0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0];

/// Answers every GET at `address` with the present metrics, in Prometheus' text format, for as long as the
/// runtime lives. Call it once, within the tokio runtime and before the first pipeline runs: what happened
/// earlier is not counted.
///
/// ```no_run
/// # async fn example() -> aqueduct::Result<()> {
/// aqueduct::prometheus::serve(aqueduct::prometheus::LOCAL)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// `Config` when it cannot listen at the address, as when the port is taken; when the process collects its
/// metrics elsewhere already; and outside a tokio runtime.
pub fn serve(address: SocketAddr) -> Result<()> {
    let runtime = tokio::runtime::Handle::try_current().map_err(|e| failed(address).because(e))?;
    let (recorder, exporter) = PrometheusBuilder::new()
        .with_http_listener(address)
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
        .and_then(PrometheusBuilder::build)
        .map_err(|e| unbuilt(address, e))?;
    metrics::set_global_recorder(recorder).map_err(|_| {
        Error::config("the metrics of this process are collected elsewhere already").with("address", address)
    })?;
    runtime.spawn(async {
        // It ends only with the runtime; a connection that fails is logged by the exporter.
        drop(exporter.await);
    });
    Ok(())
}

fn unbuilt(address: SocketAddr, error: BuildError) -> Error {
    match error {
        // Its text says what the system said.
        BuildError::FailedToCreateHTTPListener(why) => failed(address).because(why),
        error => failed(address).because(error),
    }
}

fn failed(address: SocketAddr) -> Error {
    Error::config("metrics cannot be served").with("address", address)
}
