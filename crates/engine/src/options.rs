use crate::checkpoint::{CheckpointStore, FileStore, MemoryStore};
use crate::seam::{Clock, Spawn, TokioRuntime};
use aqueduct_core::fault::Faults;
use aqueduct_core::{Error, Guarantee, Result};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a pipeline is run.
///
/// ```
/// use aqueduct_engine::Options;
/// use std::time::Duration;
/// let options = Options::new().checkpoints("./state").every(Duration::from_secs(10)).parallelism(2);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) store: Arc<dyn CheckpointStore>,
    pub(crate) every: Duration,
    pub(crate) parallelism: usize,
    pub(crate) epoch_deadline: Duration,
    pub(crate) stop_within: Duration,
    pub(crate) linger: Duration,
    pub(crate) discover_every: Duration,
    pub(crate) restarts: usize,
    pub(crate) restarts_within: Duration,
    pub(crate) buffer: usize,
    pub(crate) state_limit: usize,
    pub(crate) at_least: Option<Guarantee>,
    pub(crate) take_over: bool,
    pub(crate) again: bool,
    pub(crate) signals: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) spawn: Arc<dyn Spawn>,
    pub(crate) faults: Faults,
}

impl Options {
    /// The defaults, which each setter states. Checkpoints are kept in memory: they survive a restart
    /// within the process only.
    pub fn new() -> Self {
        let runtime = TokioRuntime::new();
        Self {
            store: Arc::new(MemoryStore::new()),
            every: Duration::from_secs(10),
            parallelism: std::thread::available_parallelism().map_or(1, NonZero::get),
            epoch_deadline: Duration::from_secs(600),
            stop_within: Duration::from_secs(30),
            linger: Duration::from_millis(5),
            discover_every: Duration::from_secs(30),
            restarts: 10,
            restarts_within: Duration::from_secs(600),
            buffer: 256 << 20,
            state_limit: 2 << 30,
            at_least: None,
            take_over: false,
            again: false,
            signals: true,
            clock: Arc::new(runtime),
            spawn: Arc::new(runtime),
            faults: Faults::default(),
        }
    }

    /// Keeps checkpoints in this folder. Default: in memory.
    #[must_use]
    pub fn checkpoints(self, folder: impl Into<PathBuf>) -> Self {
        self.store(FileStore::new(folder))
    }

    /// Keeps checkpoints in this store.
    #[must_use]
    pub fn store(mut self, store: impl CheckpointStore) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// The time between two checkpoints. Default: 10 seconds. Exactly-once sinks show their rows this
    /// late.
    #[must_use]
    pub fn every(mut self, interval: Duration) -> Self {
        self.every = interval;
        self
    }

    /// How many subtasks every step has, 1 to 1,024. Default: as many as the machine has processors.
    #[must_use]
    pub fn parallelism(mut self, subtasks: usize) -> Self {
        self.parallelism = subtasks;
        self
    }

    /// How long an epoch may take before the run restarts. Default: 10 minutes.
    #[must_use]
    pub fn epoch_deadline(mut self, deadline: Duration) -> Self {
        self.epoch_deadline = deadline;
        self
    }

    /// How long a stop or a drain may take before the run ends without its last checkpoint. Default: 30
    /// seconds.
    #[must_use]
    pub fn stop_within(mut self, deadline: Duration) -> Self {
        self.stop_within = deadline;
        self
    }

    /// How long records may lie in a part-filled batch when nothing follows. Default: 5 milliseconds.
    #[must_use]
    pub fn linger(mut self, linger: Duration) -> Self {
        self.linger = linger;
        self
    }

    /// How often sources are asked for new splits. Default: 30 seconds.
    #[must_use]
    pub fn discover_every(mut self, interval: Duration) -> Self {
        self.discover_every = interval;
        self
    }

    /// How often the run restarts after transient errors before it gives up: this many times within
    /// this time. Default: 10 times in 10 minutes. A single split or write is tried as often in place.
    #[must_use]
    pub fn restarts(mut self, times: usize, within: Duration) -> Self {
        self.restarts = times;
        self.restarts_within = within;
        self
    }

    /// How many bytes of records may be under way between subtasks. Default: 256 MiB.
    #[must_use]
    pub fn buffer(mut self, bytes: usize) -> Self {
        self.buffer = bytes;
        self
    }

    /// How many bytes the state of a step may take before the run ends with an error that names it: as
    /// tables count them, without what keys and values hold outside. Default: 2 GiB.
    #[must_use]
    pub fn state_limit(mut self, bytes: usize) -> Self {
        self.state_limit = bytes;
        self
    }

    /// Refuses to start, before anything is dialled, unless the pipeline guarantees this much. Default:
    /// any guarantee will do.
    #[must_use]
    pub fn at_least(mut self, guarantee: Guarantee) -> Self {
        self.at_least = Some(guarantee);
        self
    }

    /// Starts even beside a process that still owns the checkpoints, and shuts it out. Default: refuses.
    #[must_use]
    pub fn take_over(mut self) -> Self {
        self.take_over = true;
        self
    }

    /// Goes on from where a finished run stopped, with empty windows. Default: a run over a finished
    /// checkpoint returns at once.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.again = true;
        self
    }

    /// Whether SIGTERM and SIGINT stop the run, and a second one ends the process. Default: they do.
    #[must_use]
    pub fn signals(mut self, listen: bool) -> Self {
        self.signals = listen;
        self
    }

    /// Replaces time and tasks. Default: the system's clocks and the tokio runtime `run` is awaited in.
    #[must_use]
    pub fn surroundings(mut self, clock: Arc<dyn Clock>, spawn: Arc<dyn Spawn>) -> Self {
        self.clock = clock;
        self.spawn = spawn;
        self
    }

    /// Stops the run at named points, for tests. Does nothing without the feature `crash-points`.
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    pub(crate) fn validate(&self) -> Result<()> {
        let max = crate::GROUPS as usize;
        let range = |field: &str, text: &str| Error::config(text.to_owned()).with("field", field);
        if !(1..=max).contains(&self.parallelism) {
            return Err(range("parallelism", "must be 1 to 1024").with("is", self.parallelism));
        }
        for (field, value) in [("every", self.every), ("epoch_deadline", self.epoch_deadline)] {
            if value.is_zero() {
                return Err(range(field, "must not be zero"));
            }
        }
        Ok(())
    }

    /// How long an older incarnation may still be busy.
    pub(crate) fn patience(&self) -> Duration {
        (self.every + self.epoch_deadline) * 2
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
