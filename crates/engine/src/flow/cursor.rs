use super::{Batch, Origin, SplitClock};
use aqueduct_core::EventTime;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// The place within its batch that a stage is at, shared by the stage, its steps and its output.
///
/// All of them run in one task, one after the other; atomics only make it `Sync`.
#[derive(Clone)]
pub struct Cursor(Arc<State>);

struct State {
    /// Number of the current record in its batch.
    index: AtomicU32,
    share: AtomicUsize,
    judge: AtomicI64,
    /// The last input of which something was rejected, and how often.
    rejected: AtomicU32,
    ordinal: AtomicU32,
    origin: Mutex<Origin>,
    clock: Option<Arc<SplitClock>>,
}

impl Cursor {
    /// At the beginning; with a clock in a source's first stage.
    pub(crate) fn new(clock: Option<Arc<SplitClock>>) -> Self {
        Self(Arc::new(State {
            index: AtomicU32::new(0),
            share: AtomicUsize::new(0),
            judge: AtomicI64::new(i64::MIN),
            rejected: AtomicU32::new(u32::MAX),
            ordinal: AtomicU32::new(0),
            origin: Mutex::default(),
            clock,
        }))
    }

    /// What the current record is judged by: it is late when all of its windows have fired at this
    /// time. In a source's chain it is the record's own, the highest earlier time of its split less
    /// the delay; elsewhere it is the last watermark.
    #[inline(always)]
    pub fn judge(&self) -> EventTime {
        EventTime::from_micros(self.0.judge.load(Relaxed))
    }

    /// What to charge, in bytes, for each element that the current record becomes.
    #[inline(always)]
    pub fn share(&self) -> usize {
        self.0.share.load(Relaxed)
    }

    #[inline(always)]
    pub(crate) fn index(&self) -> u32 {
        self.0.index.load(Relaxed)
    }

    pub(crate) fn clock(&self) -> Option<&Arc<SplitClock>> {
        self.0.clock.as_ref()
    }

    pub(crate) fn origin(&self) -> Origin {
        self.0.origin.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A batch begins.
    pub(crate) fn begin<E>(&self, batch: &mut Batch<E>) {
        self.0.share.store(batch.share(), Relaxed);
        self.0.index.store(0, Relaxed);
        self.0.rejected.store(u32::MAX, Relaxed);
        let origin = std::mem::take(&mut batch.origin);
        *self.0.origin.lock().unwrap_or_else(PoisonError::into_inner) = origin;
        batch.bytes = 0;
    }

    /// The next record of the batch follows.
    #[inline(always)]
    pub(crate) fn advance(&self) {
        self.0.index.store(self.0.index.load(Relaxed).wrapping_add(1), Relaxed);
    }

    /// The current record's time is known. `None` if it is too far ahead.
    #[inline(always)]
    pub(crate) fn observe(&self, time: EventTime) -> Option<()> {
        if let Some(clock) = &self.0.clock {
            self.0.judge.store(clock.observe(time)?.micros(), Relaxed);
        }
        Some(())
    }

    /// A watermark passes.
    pub(crate) fn pass(&self, watermark: EventTime) {
        self.0.judge.fetch_max(watermark.micros(), Relaxed);
    }

    /// Numbers the dead letters of what has become of one input: the record `nth` of its origins. All of it
    /// comes in a row.
    pub(crate) fn ordinal(&self, nth: u32) -> u32 {
        if self.0.rejected.swap(nth, Relaxed) == nth {
            self.0.ordinal.fetch_add(1, Relaxed) + 1
        } else {
            self.0.ordinal.store(0, Relaxed);
            0
        }
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").field("index", &self.index()).field("judge", &self.judge()).finish()
    }
}
