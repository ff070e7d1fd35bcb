use super::attempt::Attempt;
use super::begin::begin;
use super::progress_log::ProgressLog;
use crate::backoff::Backoff;
use crate::checkpoint::Owned;
use crate::explain::guarantee;
use crate::graph::Graph;
use crate::handle::{Handle, Wish};
use crate::options::Options;
use crate::report::{Outcome, Report};
use crate::seam::stop_signals;
use aqueduct_core::{Delivery, Error, Result};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// Runs a pipeline to its end: starts it, and after transient errors starts it again.
pub(crate) async fn supervise(mut graph: Graph, options: Options, handle: Handle) -> Result<Report> {
    options.validate()?;
    graph.validate()?;
    check_guarantee(&graph, &options)?;
    let hold = Owned::hold(&*options.store, options.take_over).await?;
    let run = attempts(&graph, &options, &handle);
    let report = if options.signals {
        tokio::select! {
            report = run => report,
            () = obey_signals(&handle) => unreachable_end(),
        }
    } else {
        run.await
    };
    drop(hold);
    report
}

async fn attempts(graph: &Graph, options: &Options, handle: &Handle) -> Result<Report> {
    let mut log = ProgressLog::new(Arc::clone(&options.clock));
    let mut restarts = Restarts::new(options);
    loop {
        handle.ledger().restart();
        let error = match attempt(graph, options, handle, &mut log).await {
            Ok(outcome) => return Ok(report(graph, handle, &log, outcome)),
            Err(error) => error,
        };
        let Some(wait) = restarts.allow(&error, options.clock.elapsed()) else {
            tracing::error!(pipeline = graph.name, %error, "The run failed");
            return Err(error);
        };
        log.restarts += 1;
        tracing::warn!(pipeline = graph.name, %error, ?wait, "The run starts anew");
        tokio::select! {
            () = options.clock.sleep(wait) => {}
            () = stop_wished(handle) => return Err(error),
        }
    }
}

async fn attempt(
    graph: &Graph,
    options: &Options,
    handle: &Handle,
    log: &mut ProgressLog,
) -> Result<Outcome> {
    let beginning = tokio::select! {
        beginning = begin(graph, options) => beginning?,
        () = stop_wished(handle) => return Ok(Outcome::Stopped),
    };
    if beginning.finished {
        return Ok(Outcome::AlreadyFinished);
    }
    Attempt::start(graph, options, handle, log, beginning)?.run().await
}

fn report(graph: &Graph, handle: &Handle, log: &ProgressLog, outcome: Outcome) -> Report {
    Report {
        pipeline: graph.name.clone(),
        outcome,
        guarantee: guarantee(graph).0,
        progress: log.progress(handle, graph, true),
    }
}

/// Before anything is dialled.
fn check_guarantee(graph: &Graph, options: &Options) -> Result<()> {
    let transactional = graph.sinks.iter().filter(|s| s.delivery() == Delivery::Transactional);
    let names: Vec<_> = transactional.map(|s| s.name()).collect();
    if names.len() > 1 {
        let error = Error::config("a pipeline can have one transactional sink: two cannot commit as one");
        return Err(error.with("sinks", names.join(", ")));
    }
    let (guarantee, weakest) = guarantee(graph);
    match options.at_least {
        Some(wanted) if guarantee < wanted => {
            Err(Error::config("the pipeline guarantees less than was asked for")
                .with("asked for", wanted)
                .with("guarantees", guarantee)
                .with("because of", weakest.unwrap_or_default()))
        }
        _ => Ok(()),
    }
}

/// The budget for starting anew.
struct Restarts {
    times: usize,
    within: Duration,
    past: VecDeque<Duration>,
    backoff: Backoff,
}

impl Restarts {
    fn new(options: &Options) -> Self {
        Self {
            times: options.restarts,
            within: options.restarts_within,
            past: VecDeque::new(),
            backoff: Backoff::new(u64::from(std::process::id())),
        }
    }

    /// How long to wait before the next start; `None` when this error ends the run.
    fn allow(&mut self, error: &Error, now: Duration) -> Option<Duration> {
        while self.past.front().is_some_and(|at| now.saturating_sub(*at) > self.within) {
            self.past.pop_front();
        }
        if self.past.is_empty() {
            self.backoff.reset();
        }
        if !error.is_transient() || self.past.len() >= self.times {
            return None;
        }
        self.past.push_back(now);
        Some(self.backoff.next())
    }
}

/// Ends when a stop or a drain is wished for; never if the handles are gone.
async fn stop_wished(handle: &Handle) {
    if handle.wishes().wait_for(|w| *w != Wish::Run).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The first signal stops the run, the second one ends the process as a crash would.
async fn obey_signals(handle: &Handle) {
    let signal = stop_signals().await;
    tracing::info!(signal, "Stopping after one last checkpoint; a second signal ends the process at once");
    handle.stop();
    let signal = stop_signals().await;
    tracing::warn!(signal, "Ending the process");
    std::process::exit(130);
}

/// `obey_signals` ends only with the process.
fn unreachable_end() -> Result<Report> {
    Err(Error::internal("signals are over"))
}
