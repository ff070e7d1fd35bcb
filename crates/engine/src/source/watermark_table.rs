use aqueduct_core::{EventTime, Lag, SplitId};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the subtasks of one source have forwarded, for each other: a subtask whose splits are all idle
/// follows the lowest of those that are not.
#[derive(Debug)]
pub(crate) struct WatermarkTable {
    lines: Vec<Line>,
    /// How far each split is behind, for metrics.
    lags: Mutex<BTreeMap<SplitId, Lag>>,
}

#[derive(Debug)]
struct Line {
    forwarded: AtomicI64,
    /// Whether it has a split that is not idle.
    active: AtomicBool,
}

impl WatermarkTable {
    pub(crate) fn new(parallelism: usize, watermark: EventTime) -> Self {
        let line = |_| Line { forwarded: AtomicI64::new(watermark.micros()), active: AtomicBool::new(true) };
        Self { lines: (0..parallelism).map(line).collect(), lags: Mutex::default() }
    }

    pub(crate) fn set(&self, subtask: usize, forwarded: EventTime, active: bool) {
        let line = &self.lines[subtask];
        line.forwarded.store(forwarded.micros(), Ordering::Release);
        line.active.store(active, Ordering::Release);
    }

    /// A split is this far behind.
    pub(crate) fn set_lag(&self, split: &SplitId, lag: Lag) {
        let mut lags = self.lags.lock().unwrap_or_else(PoisonError::into_inner);
        match lags.get_mut(split) {
            Some(known) => *known = lag,
            None => drop(lags.insert(split.clone(), lag)),
        }
    }

    pub(crate) fn lags(&self) -> Vec<Lag> {
        self.lags.lock().unwrap_or_else(PoisonError::into_inner).values().copied().collect()
    }

    /// The lowest of the subtasks that have an active split; `None` if there is none.
    pub(crate) fn lowest_active(&self) -> Option<EventTime> {
        let active = self.lines.iter().filter(|l| l.active.load(Ordering::Acquire));
        active.map(|l| EventTime::from_micros(l.forwarded.load(Ordering::Acquire))).min()
    }

    pub(crate) fn forwarded(&self) -> Vec<EventTime> {
        self.lines.iter().map(|l| EventTime::from_micros(l.forwarded.load(Ordering::Acquire))).collect()
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
