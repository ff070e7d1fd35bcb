use crate::log::MemoryLog;
use aqueduct_core::ErrorKind;

/// A call on a [`MemoryLog`] that a test can make fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogCall {
    /// `discover` of a source.
    Discover,
    /// `open` of a source.
    Open,
    /// Any `fetch` of a reader: its error closes the reader.
    Read,
    /// A `fetch` that found records in this partition: it answers `Failed` for this split, and the
    /// records stay where they are.
    Fetch(u32),
    /// `acknowledge` of a reader.
    Acknowledge,
}

impl<T> MemoryLog<T> {
    /// Lets the `nth` of these calls from now on, counted from 1, fail with an error of this kind.
    /// May be called several times.
    pub fn fail(&self, call: LogCall, nth: usize, kind: ErrorKind) {
        self.script().plan(call, nth, kind);
    }
}
