use crate::ManualClock;
use aqueduct_core::{Error, Result};
use aqueduct_engine::{Clock, Handle, Options, Pipeline, Report, Spawn};
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// Runs a real pipeline in manual time: the same engine, on one thread, with a clock that only moves
/// when the test says so. Checkpoints, idleness and lingering happen as time passes, in the order of
/// their times and always in the same way, without waiting for any of it.
///
/// ```
/// use aqueduct_core::EventTime;
/// use aqueduct_engine::{Options, Pipeline};
/// use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
/// use aqueduct_testkit::Driver;
/// use std::time::Duration;
///
/// let (log, table) = (MemoryLog::new(1), MemoryTable::new());
/// let pipeline = Pipeline::new("copy");
/// pipeline.source("log", MemorySource::new(&log)).sink("table", MemorySink::two_phase(&table));
///
/// let mut driver = Driver::start(pipeline, Options::new().every(Duration::from_secs(10)));
/// log.append(0, 7, EventTime::from_secs(1));
/// driver.settle();
/// assert!(table.rows().is_empty(), "exactly-once sinks show rows with the checkpoint");
/// driver.advance(Duration::from_secs(10));
/// assert_eq!(table.rows(), [7]);
/// driver.stop().unwrap();
/// ```
pub struct Driver {
    /// Before the runtime, so that it is dropped first.
    run: JoinHandle<Result<Report>>,
    runtime: Runtime,
    clock: ManualClock,
    handle: Handle,
}

/// How long a run may take to end, in its own time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Driver {
    /// Starts `pipeline` and lets it do all that it can do without time. The clock, the tasks and the
    /// signals of `options` are replaced. A crash is simulated by dropping the driver; start the same
    /// pipeline again over the same store, with `take_over` if the store keeps a lock.
    pub fn start(pipeline: Pipeline, options: Options) -> Self {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build();
        let runtime = runtime.expect("a runtime can be built");
        let clock = {
            let _inside = runtime.enter();
            ManualClock::new()
        };
        let handle = pipeline.handle();
        let options = options.surroundings(Arc::new(clock.clone()), Arc::new(Tasks)).signals(false);
        let run = runtime.spawn(pipeline.run(options));
        let mut driver = Self { run, runtime, clock, handle };
        driver.settle();
        driver
    }

    /// Lets the pipeline do all that it can do without time. A millisecond passes.
    pub fn settle(&mut self) {
        self.advance(Duration::from_millis(1));
    }

    /// Lets this much time pass. Whatever is due by then happens, each at its own time, and settles.
    pub fn advance(&mut self, by: Duration) {
        // The paused clock moves to the next timer when no task can go on; ours is the last of them.
        self.runtime.block_on(self.clock.sleep(by));
    }

    /// The clock of the run.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// A way to look into the run.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Whether the run has ended.
    pub fn is_over(&self) -> bool {
        self.run.is_finished()
    }

    /// Lets time pass until the run ends by itself, at most a day of its own time.
    ///
    /// # Errors
    /// What the run ended with; `Internal` if it does not end.
    pub fn finish(self) -> Result<Report> {
        let Self { run, runtime, .. } = self;
        match runtime.block_on(async { tokio::time::timeout(LONGEST, run).await }) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(Error::internal("the run panicked").because(panic)),
            Err(_) => Err(Error::internal("the run did not end within a day of its own time")),
        }
    }

    /// Stops the run with a last checkpoint.
    ///
    /// # Errors
    /// What the run ended with.
    pub fn stop(self) -> Result<Report> {
        self.handle.stop();
        self.finish()
    }

    /// Ends the run as if its sources had ended.
    ///
    /// # Errors
    /// What the run ended with.
    pub fn drain(self) -> Result<Report> {
        self.handle.drain();
        self.finish()
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("elapsed", &self.clock.elapsed())
            .field("over", &self.is_over())
            .finish_non_exhaustive()
    }
}

/// Tasks of the driver's own runtime.
#[derive(Debug)]
struct Tasks;

impl Spawn for Tasks {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        drop(tokio::spawn(task));
    }
}
