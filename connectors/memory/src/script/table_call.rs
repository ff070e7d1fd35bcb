use crate::table::MemoryTable;
use aqueduct_core::ErrorKind;

/// A call on a [`MemoryTable`] that a test can make fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableCall {
    /// `claim` of a sink.
    Claim,
    /// `publish` of a sink, before anything becomes visible.
    Publish,
    /// `sweep` of a sink.
    Sweep,
    /// `open` of a sink.
    Open,
    /// `write` of a writer, before it takes anything.
    Write,
    /// `write` of a writer, after it has taken half of the rows.
    HalfWrite,
    /// `prepare` of a writer.
    Prepare,
    /// `commit` of a transactional writer, before it has any effect. `Unavailable` stands for an answer
    /// that did not come, as in [`lose_commit_reply`](MemoryTable::lose_commit_reply).
    Commit,
}

impl<T> MemoryTable<T> {
    /// Lets the `nth` of these calls from now on, counted from 1, fail with an error of this kind.
    /// May be called several times.
    pub fn fail(&self, call: TableCall, nth: usize, kind: ErrorKind) {
        self.script().failures.plan(call, nth, kind);
    }

    /// Lets every call wait until [`resume`](MemoryTable::resume), as a server does that hangs.
    pub fn stall(&self) {
        self.script().stalled.send_replace(true);
    }

    /// Lets the calls go on that [`stall`](MemoryTable::stall) has stopped.
    pub fn resume(&self) {
        self.script().stalled.send_replace(false);
    }

    /// Refuses the rows for which `why` gives a reason, when they are written. Replaces an earlier rule.
    pub fn refuse(&self, why: impl Fn(&T) -> Option<String> + Send + Sync + 'static) {
        self.script().refuse_in_write(why);
    }

    /// The same, but in `prepare`. Only two-phase and transactional writers can still take a row back
    /// then; the others do not ask.
    pub fn refuse_in_prepare(&self, why: impl Fn(&T) -> Option<String> + Send + Sync + 'static) {
        self.script().refuse_in_prepare(why);
    }

    /// Loses the answer to the next `commit` of a transaction, which took effect if `landed`.
    pub fn lose_commit_reply(&self, landed: bool) {
        self.script().lose_reply(landed);
    }
}
