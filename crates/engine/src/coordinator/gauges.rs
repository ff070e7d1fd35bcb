//! What the `metrics` facade is told. Labels are names that the program gives, never data.

use crate::account::Entry;
use crate::graph::{NodeId, NodeInfo};
use crate::report::Progress;
use aqueduct_core::{EventTime, Lag};
use std::collections::BTreeMap;
use std::time::Duration;

/// Counters are set to what the accounts say.
pub(super) fn measure(pipeline: &str, progress: &Progress, now: EventTime) {
    let counter = |name: &'static str, step: &str, value: u64| {
        metrics::counter!(name, "pipeline" => pipeline.to_owned(), "step" => step.to_owned()).absolute(value);
    };
    for step in &progress.steps {
        counter("aqueduct_records_in_total", &step.name, step.counts[Entry::In]);
        counter("aqueduct_records_out_total", &step.name, step.out());
        counter("aqueduct_records_late_total", &step.name, step.counts[Entry::Late]);
        counter("aqueduct_records_repaired_total", &step.name, step.counts[Entry::Repaired]);
        if step.is_source {
            counter("aqueduct_bytes_in_total", &step.name, step.counts[Entry::Bytes]);
        } else if step.is_sink {
            counter("aqueduct_bytes_out_total", &step.name, step.counts[Entry::Bytes]);
        }
    }
    for letter in &progress.dead_letters {
        metrics::counter!("aqueduct_dead_letters_total", "pipeline" => pipeline.to_owned(),
            "step" => letter.stage.clone(), "reason" => letter.reason.as_str(), "rule" => letter.rule.clone())
        .absolute(letter.count);
    }
    for (source, watermark) in &progress.watermarks {
        set_time("aqueduct_watermark_seconds", pipeline, source, *watermark);
        if is_time(*watermark) {
            let behind = now.since(*watermark).as_secs_f64();
            gauge("aqueduct_watermark_lag_seconds", pipeline, source, behind);
        }
    }
    metrics::counter!("aqueduct_restarts_total", "pipeline" => pipeline.to_owned())
        .absolute(progress.restarts);
}

/// The watermark of every step.
pub(super) fn measure_steps(pipeline: &str, nodes: &[NodeInfo], watermarks: &BTreeMap<NodeId, EventTime>) {
    for node in nodes {
        if let Some(watermark) = watermarks.get(&node.id) {
            set_time("aqueduct_step_watermark_seconds", pipeline, &node.label, *watermark);
        }
    }
}

/// Records not read yet, and the age of the oldest of them, over all splits that tell.
pub(super) fn measure_lag(pipeline: &str, source: &str, lags: &[Lag]) {
    let records: Vec<_> = lags.iter().filter_map(|l| l.records).collect();
    if !records.is_empty() {
        gauge("aqueduct_source_lag_records", pipeline, source, records.iter().sum::<u64>() as f64);
    }
    if let Some(oldest) = lags.iter().filter_map(|l| l.time).max() {
        gauge("aqueduct_source_lag_seconds", pipeline, source, Duration::as_secs_f64(&oldest));
    }
}

/// Neither the beginning nor the end of time.
fn is_time(time: EventTime) -> bool {
    time > EventTime::MIN && time < EventTime::MAX
}

fn set_time(name: &'static str, pipeline: &str, step: &str, time: EventTime) {
    if is_time(time) {
        gauge(name, pipeline, step, time.micros() as f64 / 1e6);
    }
}

fn gauge(name: &'static str, pipeline: &str, step: &str, value: f64) {
    metrics::gauge!(name, "pipeline" => pipeline.to_owned(), "step" => step.to_owned()).set(value);
}
