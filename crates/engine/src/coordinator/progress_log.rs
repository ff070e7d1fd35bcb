use super::gauges;
use super::source_book::SourceBook;
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
        gauges::measure(&graph.name, &progress, self.clock.now());
        gauges::measure_steps(&graph.name, &graph.nodes, &handle.ledger().watermarks());
        for source in sources {
            gauges::measure_lag(&graph.name, source.any.name(), &source.any.lags());
        }
        handle.set_progress(progress);
    }
}
