use aqueduct_core::EventTime;
use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, Index};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

/// One line of a step's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Records that came.
    In,
    /// Records that were handed on, merged into state, or delivered by a sink.
    Kept,
    /// Records that a filter dropped.
    Filtered,
    /// Records that became dead letters.
    Rejected,
    /// Records that came after all their windows had fired.
    Late,
    /// Kept records that missed some of their windows.
    Missed,
    /// What was handed on, where it differs from what was kept.
    Out,
    /// Kept records that a repair has changed.
    Repaired,
    /// Bytes: of the payloads that a source read, and of what a sink was given.
    Bytes,
}

/// How many lines an account has.
const LINES: usize = 9;

/// The account of a step: `in = kept + filtered + rejected + late`, and `out` is what the next step
/// gets as its `in`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts([u64; LINES]);

impl Counts {
    /// Whether everything that came is accounted for.
    pub fn is_balanced(&self) -> bool {
        let gone = [Entry::Kept, Entry::Filtered, Entry::Rejected, Entry::Late];
        self[Entry::In] == gone.iter().map(|e| self[*e]).sum::<u64>()
    }
}

impl Index<Entry> for Counts {
    type Output = u64;

    fn index(&self, entry: Entry) -> &u64 {
        &self.0[entry as usize]
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        for (into, from) in self.0.iter_mut().zip(other.0) {
            *into += from;
        }
    }
}

/// The live counts of one step in one subtask. Only that subtask writes, so there is no read-modify-write;
/// a cache line of its own keeps subtasks out of each other's way.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct Cells([AtomicU64; LINES], AtomicI64);

impl Default for Cells {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)), AtomicI64::new(i64::MIN))
    }
}

impl Cells {
    /// The watermark that has passed the step's task.
    pub(crate) fn pass(&self, watermark: EventTime) {
        self.1.store(watermark.micros(), Relaxed);
    }

    pub(crate) fn watermark(&self) -> EventTime {
        EventTime::from_micros(self.1.load(Relaxed))
    }

    #[inline(always)]
    pub(crate) fn add(&self, entry: Entry, n: u64) {
        let cell = &self.0[entry as usize];
        cell.store(cell.load(Relaxed).wrapping_add(n), Relaxed);
    }

    pub(crate) fn read(&self) -> Counts {
        Counts(std::array::from_fn(|i| self.0[i].load(Relaxed)))
    }
}
