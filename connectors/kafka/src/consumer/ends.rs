//! Partitions that were read to their end. The library names their number and not their topic, so
//! with several topics it has to be found out whose end it was.

use super::told::Told;
use super::worker::Worker;
use crate::client::Edge;
use aqueduct_core::{Decode, Result};
use std::time::{Duration, Instant};

/// How many ends are remembered for one number; each topic adds one at a time.
const REMEMBERED: usize = 64;

/// How long the brokers may take to say where partitions end.
const ASKING: Duration = Duration::from_secs(1);

impl<D: Decode> Worker<D> {
    /// A partition of this number was read to its end.
    pub(super) fn ended(&mut self, partition: i32, end: Option<i64>) -> Result<()> {
        let mut of_number = (0..self.slots.len()).filter(|nth| self.slots[*nth].split.partition == partition);
        match (of_number.next(), of_number.next()) {
            (None, _) => Ok(()),
            (Some(nth), None) => self.at_end(nth, end),
            (Some(_), Some(_)) => {
                let ends = self.ends.entry(partition).or_default();
                ends.extend(end);
                if ends.len() > REMEMBERED {
                    ends.remove(0);
                }
                for slot in self.slots.iter_mut().filter(|slot| slot.split.partition == partition) {
                    slot.maybe_at_end = !slot.at_end;
                }
                Ok(())
            }
        }
    }

    /// This split was read to its end, which may lie behind what is no record.
    fn at_end(&mut self, nth: usize, end: Option<i64>) -> Result<()> {
        let slot = &mut self.slots[nth];
        slot.split.next = slot.split.next.max(end.unwrap_or(slot.split.next));
        // Without an offset in it: what was the end at the discovery lies before the end of now.
        if slot.split.is_over() || (slot.split.end.is_some() && end.is_none()) {
            return self.finish(nth);
        }
        self.flush(nth);
        self.is_idle(nth);
        Ok(())
    }

    fn is_idle(&mut self, nth: usize) {
        let slot = &mut self.slots[nth];
        (slot.at_end, slot.maybe_at_end) = (true, false);
        slot.progress = Instant::now();
        let told = Told::AtEnd(slot.id.clone());
        self.tell(told);
    }

    /// Finds out which of the splits that may be at their end are.
    pub(super) fn resolve_ends(&mut self) -> Result<()> {
        let open = self.slots.iter().filter(|slot| slot.maybe_at_end && !slot.paused);
        let unclear: Vec<_> = open.map(|slot| slot.split.clone()).collect();
        if unclear.is_empty() {
            return Ok(());
        }
        let partitions = unclear.iter().map(|split| (&*split.topic, split.partition));
        let Ok(ends) = self.client.offsets_now(partitions, Edge::End, ASKING) else { return Ok(()) };
        for split in unclear {
            let Some(end) = ends.get(&(split.topic.clone(), split.partition)).copied() else { continue };
            let Ok(nth) = self.find(&split.topic, split.partition) else { continue };
            let seen = self.ends.get(&split.partition).is_some_and(|ends| ends.contains(&end));
            if split.next >= end {
                self.at_end(nth, Some(end))?;
            } else if split.end.is_some() {
                // Between the last record and the end there is nothing, or something: be sure.
                match self.prober.is_read(&split)? {
                    Some(true) => self.finish(nth)?,
                    Some(false) => self.slots[nth].maybe_at_end = false,
                    None => {}
                }
            } else if seen {
                // Good enough for idleness: a record would come before it counts.
                self.slots[nth].seen = end;
                self.is_idle(nth);
            }
        }
        Ok(())
    }
}
