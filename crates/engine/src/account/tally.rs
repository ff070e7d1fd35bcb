use super::{Cells, Entry, Rejection, Task};
use crate::Opening;
use crate::flow::Cursor;
use crate::graph::NodeId;
use aqueduct_core::{DeadLetter, EventTime, Reason, Record};
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// The account of one step in one subtask, its way to the dead letters, and the guard that names the
/// step when a user's closure panics.
#[derive(Clone)]
pub struct Tally {
    node: NodeId,
    cells: Arc<Cells>,
    task: Arc<Task>,
    cursor: Cursor,
}

impl Tally {
    /// Not opened yet: counts for nobody.
    pub(crate) fn new(node: NodeId) -> Self {
        Self { node, cells: Arc::default(), task: Task::nobody(), cursor: Cursor::new(None) }
    }

    /// Counts for this subtask from now on.
    pub fn open(&mut self, at: &mut Opening<'_>) {
        self.task = Arc::clone(at.task());
        self.cursor = at.cursor();
        self.cells = self.task.cells(self.node);
    }

    /// Counts one record in and one kept, and names the step if `f` panics.
    #[inline(always)]
    pub fn kept<R>(&self, f: impl FnOnce() -> R) -> R {
        self.cells.add(Entry::In, 1);
        let kept = self.guard(f);
        self.cells.add(Entry::Kept, 1);
        kept
    }

    /// Names the step if `f` panics.
    #[inline(always)]
    pub fn guard<R>(&self, f: impl FnOnce() -> R) -> R {
        let blame = Blame(self);
        let done = f();
        #[expect(clippy::mem_forget, reason = "its drop is for unwinding only, and it owns nothing")]
        std::mem::forget(blame);
        done
    }

    /// Adds `n` to one line.
    #[inline(always)]
    pub fn count(&self, entry: Entry, n: u64) {
        self.cells.add(entry, n);
    }

    /// Takes back what was counted too early.
    pub(crate) fn uncount(&self, entry: Entry, n: u64) {
        self.cells.add(entry, n.wrapping_neg());
    }

    /// Counts the record as rejected (as late, if that is the reason) and hands it to the dead letters
    /// with its value as JSON. Does not count it as having come.
    #[cold]
    #[inline(never)]
    pub fn reject<T: Serialize>(&self, why: Rejection<'_>, record: &Record<T>) {
        let payload = serde_json::to_vec(&record.value)
            .unwrap_or_else(|e| format!("not serialisable: {e}").into_bytes());
        self.hand_on(why, record.time, payload);
    }

    /// As [`reject`](Tally::reject) where the value cannot be kept: the dead letter has coordinates only.
    #[cold]
    #[inline(never)]
    pub fn reject_unkept(&self, why: Rejection<'_>, time: EventTime) {
        self.hand_on(why, time, Vec::new());
    }

    fn hand_on(&self, why: Rejection<'_>, time: EventTime, payload: Vec<u8>) {
        let line = if why.reason == Reason::Late { Entry::Late } else { Entry::Rejected };
        self.cells.add(line, 1);
        let origin = self.cursor.origin();
        let coordinates = origin.coordinates(self.cursor.index());
        let letter = DeadLetter {
            reason: why.reason,
            rule: why.rule.to_owned(),
            message: why.message.to_owned(),
            source: origin.source().to_owned(),
            coordinates: coordinates.unwrap_or_else(|| self.task.place(self.node, time, &payload)),
            ordinal: self.cursor.ordinal(origin.resolve(self.cursor.index())),
            event_time: (time != EventTime::MIN).then_some(time),
            payload,
            ..DeadLetter::default()
        };
        self.task.letter(self.node, letter);
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tally").field(&self.node).field(&self.cells.read()).finish()
    }
}

/// Dropped only by unwinding: the innermost one is dropped first, and the first name counts.
struct Blame<'a>(&'a Tally);

impl Drop for Blame<'_> {
    fn drop(&mut self) {
        self.0.task.blame(self.0.node);
    }
}
