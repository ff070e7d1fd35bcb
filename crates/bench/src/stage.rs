use aqueduct_core::{Error, Result};
use aqueduct_engine::{Options, Outcome, Pipeline};
use tokio::runtime::{Builder, Runtime};

/// Where pipelines run: one runtime for all of them, so that each finds its threads warm.
pub(crate) struct Stage(Runtime);

/// Threads of the runtime, and the most subtasks that a workload may have.
const THREADS: usize = 2;

impl Stage {
    /// # Errors
    /// `Internal` if there are no threads to be had.
    pub(crate) fn new() -> Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build();
        runtime.map(Self).map_err(|e| Error::internal("the runtime does not start").because(e))
    }

    /// Waits for something.
    pub(crate) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }

    /// Runs a pipeline to its end.
    ///
    /// # Errors
    /// What the run says, or `Internal` if it went otherwise than a bounded run should.
    pub(crate) fn run(&self, pipeline: Pipeline, subtasks: usize) -> Result<()> {
        let options = Options::new().parallelism(subtasks).signals(false);
        let report = self.0.block_on(pipeline.run(options))?;
        if report.outcome == Outcome::Finished && report.restarts == 0 && report.is_balanced() {
            return Ok(());
        }
        Err(Error::internal("the run was not a plain one").with("report", report))
    }
}
