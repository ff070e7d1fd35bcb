use super::note::SplitNote;
use super::typed_source::stored;
use crate::flow::SplitClock;
use aqueduct_core::{EventTime, Result, Split, SplitId};
use std::collections::BTreeMap;
use std::time::Duration;

/// The splits of one subtask: where each stands and what its watermark is.
pub(super) struct Splits<S> {
    all: BTreeMap<SplitId, Line<S>>,
}

struct Line<S> {
    resume: S,
    high: EventTime,
    /// Since when it has been seen at its end.
    at_end_since: Option<Duration>,
    idle: bool,
    ended: bool,
    /// The discovery after its end has been served.
    served: bool,
}

impl<S: Split> Splits<S> {
    pub(super) fn new() -> Self {
        Self { all: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, split: S, high: EventTime) {
        let line = Line {
            resume: split.clone(),
            high,
            at_end_since: None,
            idle: false,
            ended: false,
            served: false,
        };
        self.all.insert(split.id(), line);
    }

    /// The splits to open, at their positions.
    pub(super) fn open(&self) -> Vec<S> {
        self.all.values().filter(|l| !l.ended).map(|l| l.resume.clone()).collect()
    }

    pub(super) fn get(&self, id: &SplitId) -> Option<&S> {
        self.all.get(id).filter(|l| !l.ended).map(|l| &l.resume)
    }

    pub(super) fn high(&self, id: &SplitId) -> EventTime {
        self.all.get(id).map_or(EventTime::MIN, |l| l.high)
    }

    /// A batch was passed on.
    pub(super) fn passed(&mut self, resume: S, high: EventTime) {
        if let Some(line) = self.all.get_mut(&resume.id()) {
            line.resume = resume;
            line.high = high;
            (line.at_end_since, line.idle) = (None, false);
        }
    }

    /// The split was seen at its end. It is idle once that has been so for long enough.
    pub(super) fn at_end(&mut self, id: &SplitId, now: Duration, idle_after: Duration) {
        if let Some(line) = self.all.get_mut(id) {
            let since = *line.at_end_since.get_or_insert(now);
            line.idle |= now.saturating_sub(since) >= idle_after;
        }
    }

    pub(super) fn ended(&mut self, id: &SplitId) {
        if let Some(line) = self.all.get_mut(id) {
            (line.ended, line.idle) = (true, false);
        }
    }

    /// Ended splits leave the minimum only when what followed them has been assigned.
    pub(super) fn served(&mut self, ids: &[SplitId]) {
        for (id, line) in &mut self.all {
            line.served |= line.ended && ids.contains(id);
        }
    }

    /// The lowest watermark of the splits that count: `None` when all are idle, or there is none.
    pub(super) fn watermark(&self, clock: &SplitClock) -> Option<EventTime> {
        let counting = self.all.values().filter(|l| !l.idle && !l.served);
        counting.map(|l| clock.watermark(l.high)).min()
    }

    /// Where every split stands.
    pub(super) fn note(&self) -> Result<Vec<SplitNote>> {
        let note = |(id, line): (&SplitId, &Line<S>)| {
            Ok(SplitNote { id: id.clone(), split: stored(&line.resume)?, high: line.high, ended: line.ended })
        };
        self.all.iter().map(note).collect()
    }
}
