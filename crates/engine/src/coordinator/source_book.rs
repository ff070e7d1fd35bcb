use super::epoch_in_flight::SourcePart;
use crate::checkpoint::SourceEntry;
use crate::source::{AnySource, Assigned, Found, SplitNote};
use aqueduct_core::{Boundedness, EventTime, Result, SplitId};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the coordinator knows of one source: which splits there are, who reads them, which have ended.
pub(super) struct SourceBook {
    pub(super) any: Arc<dyn AnySource>,
    /// The last stored position of every split, also of ended ones.
    stored: BTreeMap<SplitId, SplitNote>,
    reader: BTreeMap<SplitId, usize>,
    /// Ended, and not in a confirmed checkpoint yet.
    ended_now: BTreeSet<SplitId>,
    /// Ended in a confirmed checkpoint, and the discovery that follows has not been served.
    unserved: BTreeSet<SplitId>,
    /// Discovered while an epoch was in flight.
    waiting: Vec<SplitNote>,
    pub(super) watermark: EventTime,
    /// Nothing is left to read, now or later.
    pub(super) exhausted: bool,
    /// Whether a discovery has been answered in this start.
    discovered: bool,
}

impl SourceBook {
    pub(super) fn new(any: Arc<dyn AnySource>, entry: Option<SourceEntry>) -> Self {
        let watermark = entry.as_ref().map_or(EventTime::MIN, |e| e.watermark);
        let splits = entry.map(|e| e.splits).unwrap_or_default();
        Self {
            any,
            stored: splits.into_iter().map(|s| (s.id.clone(), s)).collect(),
            reader: BTreeMap::new(),
            ended_now: BTreeSet::new(),
            unserved: BTreeSet::new(),
            waiting: Vec::new(),
            watermark,
            exhausted: false,
            discovered: false,
        }
    }

    /// A finished run goes on: no split has ended, windows and watermarks begin anew.
    pub(super) fn again(&mut self, found: Found) -> Result<()> {
        self.watermark = EventTime::MIN;
        self.stored.retain(|id, _| found.splits.iter().any(|(listed, _)| listed == id));
        self.stored.values_mut().for_each(|note| note.high = EventTime::MIN);
        self.end_anew(found)
    }

    /// Each split takes its end of now, and keeps its position.
    pub(super) fn end_anew(&mut self, found: Found) -> Result<()> {
        for (id, split) in found.splits {
            if let Some(note) = self.stored.get_mut(&id) {
                note.split = self.any.resume_from(split, &note.split)?;
                note.ended = false;
            } else {
                self.stored.insert(id.clone(), SplitNote { id, split, high: EventTime::MIN, ended: false });
            }
        }
        self.discovered = true;
        Ok(())
    }

    fn is_bounded(&self) -> bool {
        self.any.boundedness() == Boundedness::Bounded
    }

    /// Splits whose end stands in a confirmed checkpoint.
    pub(super) fn ended(&self) -> Vec<SplitId> {
        let ended = self.stored.values().filter(|s| s.ended && !self.ended_now.contains(&s.id));
        ended.map(|s| s.id.clone()).collect()
    }

    /// A discovery was answered: what is new waits for the end of the epoch. `current` unless splits
    /// have ended since it was asked.
    pub(super) fn found(&mut self, found: Found, current: bool) {
        self.discovered |= current;
        for (id, split) in found.splits {
            if let Entry::Vacant(new) = self.stored.entry(id.clone()) {
                let note = SplitNote { id, split, high: EventTime::MIN, ended: false };
                self.waiting.push(new.insert(note).clone());
            }
        }
        for id in found.forget {
            if self.stored.get(&id).is_some_and(|s| s.ended) {
                self.stored.remove(&id);
            }
        }
    }

    /// Spreads all open splits over the subtasks: at a start.
    pub(super) fn assign_all(&mut self, parallelism: usize) -> Result<()> {
        self.any.begin(parallelism, self.watermark);
        self.waiting.clear();
        let open = self.stored.values().filter(|s| !s.ended).cloned().enumerate();
        let placed = open.map(|(nth, note)| (nth % parallelism, note)).collect();
        self.assign(placed)
    }

    /// Hands over what was discovered, each split to the subtask with the lowest watermark; then what
    /// ended no longer holds the watermark. Only while no epoch is in flight.
    pub(super) fn serve(&mut self) -> Result<()> {
        let (watermarks, mut placed) = (self.any.watermarks(), Vec::new());
        for note in std::mem::take(&mut self.waiting) {
            let load = |i: &usize| (watermarks[*i], self.reader.values().filter(|r| *r == i).count());
            let subtask = (0..watermarks.len()).min_by_key(load).unwrap_or(0);
            self.reader.insert(note.id.clone(), subtask);
            placed.push((subtask, note));
        }
        self.assign(placed)?;
        if self.discovered && !self.unserved.is_empty() {
            let served: Vec<_> = std::mem::take(&mut self.unserved).into_iter().collect();
            self.any.served(&served);
        }
        if self.is_bounded() && self.is_dry() && !self.exhausted {
            self.exhausted = true;
            self.any.finish();
        }
        Ok(())
    }

    /// Whether splits that have ended wait for a discovery to follow.
    pub(super) fn is_waiting(&self) -> bool {
        !self.unserved.is_empty()
    }

    /// Whether every split has ended, is confirmed, and was followed by a discovery.
    fn is_dry(&self) -> bool {
        let open = self.stored.values().any(|s| !s.ended);
        self.discovered && !open && self.ended_now.is_empty() && self.unserved.is_empty()
    }

    /// Each subtask is told of all its splits at once: told one by one, it would forward the watermark of
    /// the first before it knows that the second is behind.
    fn assign(&mut self, placed: Vec<(usize, SplitNote)>) -> Result<()> {
        let mut by_subtask = BTreeMap::<usize, Vec<_>>::new();
        for (subtask, note) in placed {
            self.reader.insert(note.id, subtask);
            by_subtask.entry(subtask).or_default().push(Assigned { split: note.split, high: note.high });
        }
        by_subtask.into_iter().try_for_each(|(subtask, splits)| self.any.assign(subtask, splits))
    }

    /// A reader says that the split has ended.
    pub(super) fn split_ended(&mut self, id: SplitId) {
        self.ended_now.insert(id);
    }

    /// Whether a checkpoint should be made soon, so that what follows ended splits can be read.
    pub(super) fn wants_checkpoint(&self) -> bool {
        !self.exhausted
            && !self.ended_now.is_empty()
            && self.stored.values().all(|s| s.ended || self.ended_now.contains(&s.id))
    }

    /// What the manifest says of the source.
    pub(super) fn entry(&mut self, part: &SourcePart) -> SourceEntry {
        for (id, (_, note)) in &part.splits {
            self.stored.insert(id.clone(), note.clone());
        }
        self.watermark = part.watermark;
        self.entry_as_stored()
    }

    pub(super) fn entry_as_stored(&self) -> SourceEntry {
        SourceEntry {
            name: self.any.name().to_owned(),
            bounded: self.is_bounded(),
            watermark: self.watermark,
            splits: self.stored.values().cloned().collect(),
        }
    }

    /// The epoch is confirmed. Whether splits have ended with it, so that a discovery has to follow.
    pub(super) fn confirmed(&mut self) -> bool {
        let stored = &self.stored;
        let is_stored = |id: &SplitId| stored.get(id).is_some_and(|s| s.ended);
        let (now, later): (BTreeSet<_>, BTreeSet<_>) =
            std::mem::take(&mut self.ended_now).into_iter().partition(is_stored);
        self.ended_now = later;
        let any = !now.is_empty();
        // Only an answer that knows of them counts from here on.
        self.discovered &= !any;
        self.unserved.extend(now);
        any
    }

    /// Tells the readers how far everything is stored.
    pub(super) fn acknowledge(&self) -> Result<()> {
        let mut by_subtask = BTreeMap::<usize, Vec<_>>::new();
        for (id, note) in &self.stored {
            if let Some(subtask) = self.reader.get(id) {
                by_subtask.entry(*subtask).or_default().push(note.split.clone());
            }
        }
        by_subtask.into_iter().try_for_each(|(subtask, upto)| self.any.acknowledge(subtask, &upto))
    }
}
