use crate::Watermarks;
use aqueduct_core::EventTime;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// The clock of the split whose records are passing, between a source's loop and the steps of its
/// chain. Both run in one task, one after the other: atomics only make it `Sync`.
#[derive(Debug)]
pub(crate) struct SplitClock {
    /// Highest time of the split so far.
    high: AtomicI64,
    /// How far the watermark stays behind, in microseconds.
    delay: AtomicI64,
    /// What the subtask has forwarded.
    forwarded: AtomicI64,
    /// What the next record is judged by: follows from the three above.
    judge: AtomicI64,
    /// A later time is too far ahead.
    latest: AtomicI64,
    /// Whether a step of the chain assigns the times; otherwise they are the source's.
    assigned: AtomicBool,
    watermarks: Mutex<Watermarks>,
}

/// Whole microseconds, at most `i64::MAX`.
fn micros(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl SplitClock {
    pub(crate) fn new(watermarks: Watermarks, forwarded: EventTime) -> Self {
        Self {
            judge: AtomicI64::new(forwarded.micros()),
            high: AtomicI64::new(i64::MIN),
            delay: AtomicI64::new(micros(watermarks.delay)),
            watermarks: Mutex::new(watermarks),
            forwarded: AtomicI64::new(forwarded.micros()),
            latest: AtomicI64::new(i64::MAX),
            assigned: AtomicBool::new(false),
        }
    }

    /// A step takes over: it assigns the times.
    pub(crate) fn assign(&self, watermarks: Watermarks) {
        self.delay.store(micros(watermarks.delay), Relaxed);
        self.turn();
        self.assigned.store(true, Relaxed);
        *self.watermarks.lock().unwrap_or_else(PoisonError::into_inner) = watermarks;
    }

    pub(crate) fn watermarks(&self) -> Watermarks {
        *self.watermarks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_assigned(&self) -> bool {
        self.assigned.load(Relaxed)
    }

    /// Records of another split follow.
    pub(crate) fn begin(&self, high: EventTime, latest: EventTime) {
        self.high.store(high.micros(), Relaxed);
        self.latest.store(latest.micros(), Relaxed);
        self.turn();
    }

    /// Something that `judge` follows from has changed.
    #[inline]
    fn turn(&self) {
        let judge = self.watermark(self.high()).micros().max(self.forwarded.load(Relaxed));
        self.judge.store(judge, Relaxed);
    }

    pub(crate) fn high(&self) -> EventTime {
        EventTime::from_micros(self.high.load(Relaxed))
    }

    /// The watermark of a split whose highest time is `high`.
    pub(crate) fn watermark(&self, high: EventTime) -> EventTime {
        EventTime::from_micros(high.micros().saturating_sub(self.delay.load(Relaxed)))
    }

    pub(crate) fn forward(&self, watermark: EventTime) {
        self.forwarded.store(watermark.micros(), Relaxed);
        self.turn();
    }

    /// A record of this time passes: what it is judged by, or `None` if it is too far ahead.
    #[inline(always)]
    pub(crate) fn observe(&self, time: EventTime) -> Option<EventTime> {
        let time = time.micros();
        if time > self.latest.load(Relaxed) {
            return None;
        }
        let judge = self.judge.load(Relaxed);
        if time > self.high.load(Relaxed) {
            self.high.store(time, Relaxed);
            self.turn();
        }
        Some(EventTime::from_micros(judge))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_judged_by_the_earlier_ones_of_its_split() {
        let clock = SplitClock::new(
            Watermarks::bounded_delay(std::time::Duration::from_micros(5)),
            EventTime::from_micros(2),
        );
        clock.begin(EventTime::MIN, EventTime::from_micros(100));
        let judge = |t| clock.observe(EventTime::from_micros(t)).map(EventTime::micros);
        assert_eq!(judge(10), Some(2), "nothing came before it but what was forwarded");
        assert_eq!(judge(3), Some(5));
        assert_eq!(judge(50), Some(5), "a lower time does not turn the clock back");
        assert_eq!(judge(101), None);
        assert_eq!(judge(0), Some(45), "what is too far ahead does not drag the clock");
    }
}
