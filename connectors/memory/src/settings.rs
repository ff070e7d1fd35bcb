use crate::source::MemorySource;
use std::fmt;
use std::time::Duration;

/// How a log is read.
pub(crate) struct Settings<T> {
    pub(crate) end: End,
    pub(crate) latest: bool,
    pub(crate) chunk: usize,
    pub(crate) max_batch_bytes: usize,
    pub(crate) idle_every: Duration,
    pub(crate) size: fn(&T) -> usize,
    pub(crate) timed: bool,
}

/// Where a source ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Never,
    AsDiscovered,
    Closed,
}

impl<T> Default for Settings<T> {
    fn default() -> Self {
        Self {
            end: End::Never,
            latest: false,
            chunk: 256,
            max_batch_bytes: 1 << 20,
            idle_every: Duration::from_millis(500),
            size: |_| size_of::<T>(),
            timed: true,
        }
    }
}

impl<T, I> MemorySource<T, I> {
    /// Ends each partition where it ended when it was discovered. Default: it goes on.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.settings.end = End::AsDiscovered;
        self
    }

    /// Is bounded as well, but ends where the log ends once it is [closed](crate::MemoryLog::close).
    /// Default: it goes on; the partitions of a closed log end, but others might come.
    #[must_use]
    pub fn until_closed(mut self) -> Self {
        self.settings.end = End::Closed;
        self
    }

    /// Begins behind the newest record if there is no checkpoint yet. Default: at the earliest.
    #[must_use]
    pub fn from_latest(mut self) -> Self {
        self.settings.latest = true;
        self
    }

    /// The most records that one `fetch` answers, at least 1. Default: 256.
    #[must_use]
    pub fn chunk(mut self, records: usize) -> Self {
        self.settings.chunk = records.max(1);
        self
    }

    /// The most payload bytes that one `fetch` answers; a larger record comes alone. Default: 1 MiB.
    #[must_use]
    pub fn max_batch_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_batch_bytes = bytes;
        self
    }

    /// How often a partition is said to be idle while it is at its end. The first time comes at once,
    /// whatever is set here. Default: 500 ms; an engine counts on at least once a second.
    #[must_use]
    pub fn idle_every(mut self, pause: Duration) -> Self {
        self.settings.idle_every = pause;
        self
    }

    /// What counts as a value's payload size, in bytes. Default: the size of the type.
    #[must_use]
    pub fn sized(mut self, size: fn(&T) -> usize) -> Self {
        self.settings.size = size;
        self
    }

    /// Whether records carry the time they were appended with; otherwise they have none until the
    /// pipeline assigns one. Default: true.
    #[must_use]
    pub fn timed(mut self, timed: bool) -> Self {
        self.settings.timed = timed;
        self
    }
}

impl<T> Clone for Settings<T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<T> fmt::Debug for Settings<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("end", &self.end)
            .field("latest", &self.latest)
            .field("chunk", &self.chunk)
            .field("max_batch_bytes", &self.max_batch_bytes)
            .field("timed", &self.timed)
            .finish_non_exhaustive()
    }
}
