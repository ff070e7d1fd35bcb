use super::model::Model;
use super::script::SPLITS;
use super::{Action, Params};
use crate::Aggregate;
use crate::shape::{Slices, Verdict};
use crate::state::{Part, Parts, Restore, Saved, Windows};
use aqueduct_core::EventTime;
use aqueduct_engine::{hash_of, subtask_of};
use std::collections::BTreeMap;

/// Subtasks put together by hand: splits, local tables, channels that lose nothing, windows.
pub(super) struct Rig<G: Aggregate<i64>> {
    params: Params,
    slices: Slices,
    agg: G,
    parts: Vec<Parts<u8, G::Acc>>,
    windows: Vec<Windows<i64, u8, G>>,
    /// Highest time per split; split `i` belongs to subtask `i % subtasks`.
    high: [EventTime; SPLITS],
    forwarded: Vec<EventTime>,
    watermark: EventTime,
    now: i64,
    step: usize,
    pub(super) model: Model,
    pub(super) results: BTreeMap<(i64, i64, u8), G::Out>,
    pub(super) late: usize,
    pub(super) missed: usize,
}

impl<G: Aggregate<i64>> Rig<G> {
    pub(super) fn new(params: Params, agg: G) -> Self {
        let slices = params.slices();
        let mut rig = Self {
            params,
            slices,
            agg,
            parts: Vec::new(),
            windows: Vec::new(),
            high: [EventTime::MIN; SPLITS],
            forwarded: Vec::new(),
            watermark: EventTime::MIN,
            now: 0,
            step: 0,
            model: Model::default(),
            results: BTreeMap::new(),
            late: 0,
            missed: 0,
        };
        rig.start(params.subtasks);
        rig
    }

    fn start(&mut self, subtasks: usize) {
        let (slices, agg, watermark) = (self.slices, self.agg.clone(), self.watermark);
        self.parts = (0..subtasks).map(|_| Parts::new(slices)).collect();
        self.windows = (0..subtasks).map(|_| Windows::new(slices, agg.clone(), watermark)).collect();
        self.forwarded = vec![watermark; subtasks];
    }

    pub(super) fn run(&mut self, actions: &[Action]) {
        for action in actions {
            self.step += 1;
            match *action {
                Action::Record { split, ahead, key, value } => {
                    self.record(split, self.now.saturating_add(ahead), key, value);
                }
                Action::At { split, time, key, value } => self.record(split, time, key, value),
                Action::Go(by) => self.now = self.now.saturating_add(by),
                Action::Forward(subtask) => self.forward(subtask % self.windows.len(), None),
                Action::Full(subtask) => self.send_all(subtask % self.windows.len()),
                Action::Restart(subtasks) => self.restart(subtasks),
            }
        }
        for subtask in 0..self.windows.len() {
            self.forward(subtask, Some(EventTime::MAX));
        }
        for windows in &self.windows {
            let size = windows.size();
            assert_eq!((size.keys, size.panes), (0, 0), "state is left after the last window");
        }
    }

    fn record(&mut self, split: usize, time: i64, key: u8, value: i64) {
        let subtask = split % self.windows.len();
        let delay = self.params.delay;
        let high = self.high[split].micros();
        let judge = EventTime::from_micros(high.saturating_sub(delay)).max(self.forwarded[subtask]);
        self.high[split] = EventTime::from_micros(high.max(time));
        self.model.record(&self.params, (time, key, value), judge);

        let (agg, parts) = (self.agg.clone(), &mut self.parts[subtask]);
        parts.panes.seek(time);
        if parts.panes.is_whole(judge) {
            if self.params.direct && self.windows.len() == 1 {
                let panes = &mut self.windows[0].panes;
                panes.seek(time);
                assert!(panes.is_whole(judge));
                let (first, add) = (|| agg.first(&value), |acc: &mut G::Acc| agg.add(acc, &value));
                return panes.table().add(hash_of(&key), &key, first, add);
            }
            if self.step.is_multiple_of(7) {
                let part = Part::single(&agg, &value, &key, parts.panes.start(), 0);
                return self.merge(part);
            }
            let (first, add) = (|| agg.first(&value), |acc: &mut G::Acc| agg.add(acc, &value));
            return parts.panes.table().add(hash_of(&key), &key, first, add);
        }
        match self.slices.verdict(time, judge) {
            Verdict::Late => self.late += 1,
            Verdict::Missed(missed) => {
                self.missed += usize::from(missed > 0);
                let pane = self.slices.slice(time).start;
                let part = Part::single(&agg, &value, &key, pane, missed);
                self.merge(part);
            }
        }
    }

    fn merge(&mut self, part: Part<u8, G::Acc>) {
        let owner = subtask_of(part.hash, self.windows.len());
        self.windows[owner].merge(part).unwrap();
    }

    fn send_all(&mut self, subtask: usize) {
        let mut sent = Vec::new();
        self.parts[subtask].send_all(|part| sent.push(part));
        sent.into_iter().for_each(|part| self.merge(part));
    }

    /// The lowest watermark of the subtask's splits, or the one given; then the lowest of all subtasks
    /// reaches all windows.
    fn forward(&mut self, subtask: usize, watermark: Option<EventTime>) {
        let subtasks = self.windows.len();
        let own = (0..SPLITS).filter(|s| s % subtasks == subtask).map(|s| self.high[s]);
        let lowest = own.min().map_or(EventTime::MIN, |high| {
            EventTime::from_micros(high.micros().saturating_sub(self.params.delay))
        });
        let watermark = watermark.unwrap_or(lowest).max(self.forwarded[subtask]);
        self.forwarded[subtask] = watermark;
        let mut sent = Vec::new();
        self.parts[subtask].send_due(watermark, |part| sent.push(part));
        sent.into_iter().for_each(|part| self.merge(part));

        let merged = self.forwarded.iter().copied().min().unwrap();
        if merged > self.watermark {
            self.watermark = merged;
            self.fire();
        }
    }

    fn fire(&mut self) {
        let (passed, watermark) = (self.slices.passed(self.watermark), self.watermark);
        for (nth, windows) in self.windows.iter_mut().enumerate() {
            windows.begin(watermark);
            let room = [1, 2, 1024][(self.step + nth) % 3];
            let mut given = 0;
            let results = &mut self.results;
            while windows.fire(room, |r| {
                let (start, end) = (r.window.start.micros(), r.window.end.micros());
                assert!(watermark == EventTime::MAX || i128::from(end) <= passed, "fired early");
                given += 1;
                let before = results.insert((start, end, r.key), r.value);
                assert!(before.is_none(), "fired twice: {start}..{end}, key {}", r.key);
            }) {
                assert!(given <= room, "more results than there was room for");
                given = 0;
            }
        }
        // Everything that is due has come, and it is right already.
        for (start, end, key) in self.model.windows.keys() {
            if *end < i64::MAX && i128::from(*end) <= passed {
                assert!(self.results.contains_key(&(*start, *end, *key)), "{start}..{end} did not fire");
            }
        }
    }

    fn restart(&mut self, subtasks: usize) {
        for subtask in 0..self.windows.len() {
            self.send_all(subtask);
        }
        let mut saved = Vec::new();
        for windows in &self.windows {
            let save = windows.entries(|hash, entry| {
                saved.push((hash, postcard::to_stdvec(&entry).unwrap()));
                Ok(())
            });
            save.unwrap();
        }
        self.start(subtasks);
        let mut restores: Vec<_> = self.windows.iter_mut().map(Windows::restore).collect();
        for (hash, bytes) in saved.iter().rev() {
            let entry: Saved<u8, G::Acc> = postcard::from_bytes(bytes).unwrap();
            assert_eq!(hash_of(&entry.key), *hash);
            restores[subtask_of(*hash, subtasks)].put(*hash, entry).unwrap();
        }
        restores.into_iter().for_each(Restore::finish);
    }
}
