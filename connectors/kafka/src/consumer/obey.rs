use super::command::Command;
use super::slot::Slot;
use super::told::Told;
use super::worker::Worker;
use crate::error::Failure;
use crate::position::Bounds;
use crate::split::KafkaSplit;
use aqueduct_core::{Decode, Result, Split, SplitId};
use std::sync::PoisonError;
use std::sync::mpsc::TryRecvError;

impl<D: Decode> Worker<D> {
    /// Does what the reader has asked for; false when there is no reader any more.
    pub(super) fn obey(&mut self) -> Result<bool> {
        loop {
            match self.orders.try_recv() {
                Ok(Command::Add(splits, done)) => {
                    self.add(splits)?;
                    let _ = done.send(());
                }
                Ok(Command::Hold(held)) => self.hold(held),
                Ok(Command::Commit(splits)) => self.commit(splits),
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
    }

    /// Begins to read splits whose positions are known to be there.
    pub(super) fn open(&mut self, splits: Vec<KafkaSplit>) -> Result<()> {
        let (over, open): (Vec<_>, Vec<_>) = splits.into_iter().partition(KafkaSplit::is_over);
        over.iter().for_each(|split| self.tell(Told::End(split.id())));
        for split in &open {
            if let Ok(nth) = self.find(&split.topic, split.partition) {
                self.remove(nth)?;
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        self.client.assign(&open)?;
        for split in open {
            let held = self.held.contains(&split.id());
            self.insert(Slot::new(split, held));
        }
        Ok(())
    }

    /// Begins to read splits, if their positions are there.
    fn add(&mut self, splits: Vec<KafkaSplit>) -> Result<()> {
        let unread: Vec<_> = splits.iter().filter(|split| !split.is_over()).collect();
        let bounds = match Bounds::now(&self.client, unread, self.config.timeout()) {
            Ok(bounds) => bounds,
            Err(error) => {
                let failed = |split: KafkaSplit| {
                    let failure = Failure::Partition { split: split.id(), reason: error.to_string() };
                    Told::Failed(split.id(), failure.into())
                };
                splits.into_iter().map(failed).for_each(|told| self.tell(told));
                return Ok(());
            }
        };
        let mut there = Vec::new();
        for split in splits {
            match bounds.lost(&split) {
                Some(lost) => self.tell(Told::Failed(split.id(), lost)),
                None => there.push(split),
            }
        }
        self.open(there)
    }

    fn hold(&mut self, held: Vec<SplitId>) {
        for slot in &mut self.slots {
            slot.held = held.contains(&slot.id);
        }
        self.held = held;
    }

    /// Shows positions in the group; never an older one after a newer one.
    fn commit(&mut self, mut splits: Vec<KafkaSplit>) {
        splits.retain(|split| self.committed.get(&split.id()).is_none_or(|done| split.next > *done));
        if splits.is_empty() || self.config.group.is_none() {
            return;
        }
        match self.client.commit(&splits) {
            Ok(()) => self.committed.extend(splits.iter().map(|split| (split.id(), split.next))),
            Err(error) => self.commit_failed(error),
        }
    }

    pub(super) fn commit_failed(&mut self, error: aqueduct_core::Error) {
        // Whatever was lost is shown with the next checkpoint.
        self.committed.clear();
        let mut kept = self.shared.commit_failure.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(error);
    }
}
