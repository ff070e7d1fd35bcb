use aqueduct_core::EventTime;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// What the subtasks of one source have forwarded, for each other: a subtask whose splits are all idle
/// follows the lowest of those that are not.
#[derive(Debug)]
pub(crate) struct WatermarkTable(Vec<Line>);

#[derive(Debug)]
struct Line {
    forwarded: AtomicI64,
    /// Whether it has a split that is not idle.
    active: AtomicBool,
}

impl WatermarkTable {
    pub(crate) fn new(parallelism: usize, watermark: EventTime) -> Self {
        let line = |_| Line { forwarded: AtomicI64::new(watermark.micros()), active: AtomicBool::new(true) };
        Self((0..parallelism).map(line).collect())
    }

    pub(crate) fn set(&self, subtask: usize, forwarded: EventTime, active: bool) {
        let line = &self.0[subtask];
        line.forwarded.store(forwarded.micros(), Ordering::Release);
        line.active.store(active, Ordering::Release);
    }

    /// The lowest of the subtasks that have an active split; `None` if there is none.
    pub(crate) fn lowest_active(&self) -> Option<EventTime> {
        let active = self.0.iter().filter(|l| l.active.load(Ordering::Acquire));
        active.map(|l| EventTime::from_micros(l.forwarded.load(Ordering::Acquire))).min()
    }

    pub(crate) fn forwarded(&self) -> Vec<EventTime> {
        self.0.iter().map(|l| EventTime::from_micros(l.forwarded.load(Ordering::Acquire))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_subtasks_do_not_hold_the_others_back() {
        let table = WatermarkTable::new(3, EventTime::MIN);
        assert_eq!(table.lowest_active(), Some(EventTime::MIN), "nobody has said that it is idle");
        table.set(2, EventTime::MIN, false);
        table.set(0, EventTime::from_micros(5), true);
        table.set(1, EventTime::from_micros(9), true);
        assert_eq!(table.lowest_active(), Some(EventTime::from_micros(5)));
        table.set(0, EventTime::from_micros(5), false);
        assert_eq!(table.lowest_active(), Some(EventTime::from_micros(9)));
    }
}
