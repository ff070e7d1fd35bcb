use super::source_book::SourceBook;
use crate::account::Entry;
use crate::graph::Graph;
use crate::handle::Handle;
use crate::report::Progress;
use crate::seam::Clock;
use aqueduct_core::EventTime;
use std::sync::Arc;
use std::time::Duration;

/// Keeps what a run has done over all its starts, and tells handles and metrics of it.
pub(super) struct ProgressLog {
    clock: Arc<dyn Clock>,
    began: Duration,
    checkpoints: u64,
    pub(super) restarts: u64,
}

impl ProgressLog {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { began: clock.elapsed(), clock, checkpoints: 0, restarts: 0 }
    }

    /// A checkpoint is confirmed.
    pub(super) fn confirmed(&mut self, pipeline: &str, took: Duration, bytes: u64) {
        self.checkpoints += 1;
        let pipeline = pipeline.to_owned();
        metrics::histogram!("aqueduct_checkpoint_seconds", "pipeline" => pipeline.clone())
            .record(took.as_secs_f64());
        metrics::gauge!("aqueduct_checkpoint_bytes", "pipeline" => pipeline.clone()).set(bytes as f64);
        metrics::counter!("aqueduct_checkpoints_total", "pipeline" => pipeline).increment(1);
    }

    /// Everything so far, by the accounts of confirmed checkpoints or by the live ones.
    pub(super) fn progress(&self, handle: &Handle, graph: &Graph, confirmed: bool) -> Progress {
        let ledger = handle.ledger();
        let mut progress = Progress {
            checkpoints: self.checkpoints,
            restarts: self.restarts,
            elapsed: self.clock.elapsed().saturating_sub(self.began),
            watermarks: handle.progress().watermarks,
            ..Progress::default()
        };
        let page = if confirmed { ledger.confirmed() } else { ledger.live() };
        progress.fill(&page, &graph.nodes);
        progress
    }

    /// Tells handles and metrics.
    pub(super) fn refresh(&self, handle: &Handle, graph: &Graph, sources: &[SourceBook]) {
        let mut progress = self.progress(handle, graph, false);
        let low = |s: &SourceBook| s.any.watermarks().into_iter().min().unwrap_or(EventTime::MIN);
        progress.watermarks = sources.iter().map(|s| (s.any.name().to_owned(), low(s))).collect();
        measure(&graph.name, &progress, self.clock.now());
        handle.set_progress(progress);
    }
}

/// Counters are set to what the accounts say, labels are names of the program.
fn measure(pipeline: &str, progress: &Progress, now: EventTime) {
    let counter = |name: &'static str, step: &str, value: u64| {
        metrics::counter!(name, "pipeline" => pipeline.to_owned(), "step" => step.to_owned()).absolute(value);
    };
    for step in &progress.steps {
        counter("aqueduct_records_in_total", &step.name, step.counts[Entry::In]);
        counter("aqueduct_records_out_total", &step.name, step.out());
        counter("aqueduct_records_late_total", &step.name, step.counts[Entry::Late]);
    }
    for letter in &progress.dead_letters {
        metrics::counter!("aqueduct_dead_letters_total", "pipeline" => pipeline.to_owned(),
            "step" => letter.stage.clone(), "reason" => letter.reason.as_str(), "rule" => letter.rule.clone())
        .absolute(letter.count);
    }
    for (source, watermark) in &progress.watermarks {
        let seconds = now.since(*watermark).as_secs_f64();
        if *watermark > EventTime::MIN && *watermark < EventTime::MAX {
            metrics::gauge!("aqueduct_watermark_lag_seconds", "pipeline" => pipeline.to_owned(),
                "source" => source.clone())
            .set(seconds);
        }
    }
    metrics::counter!("aqueduct_restarts_total", "pipeline" => pipeline.to_owned())
        .absolute(progress.restarts);
}
