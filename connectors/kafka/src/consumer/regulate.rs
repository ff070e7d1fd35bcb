use super::slot::Slot;
use super::worker::Worker;
use aqueduct_core::{Decode, Result};
use std::time::{Duration, Instant};

/// A pipeline that takes nothing for this long is stalled. Pausing throws away what the library has
/// fetched, so it is not done for every short wait.
const STALLED: Duration = Duration::from_secs(1);

/// A held split may keep at least this many bytes for when it is let go.
const LEAST_HELD: usize = 64 << 10;

impl<D: Decode> Worker<D> {
    /// The pipeline has to take something before more is read.
    pub(super) fn is_full(&self) -> bool {
        // What is kept for held splits must not stop the others.
        let held: usize = self.slots.iter().filter(|slot| slot.held).map(Slot::queued).sum();
        self.shared.gate.queued().saturating_sub(held) >= self.room()
    }

    /// It has been full for so long that partitions are paused.
    pub(super) fn is_stalled(&self) -> bool {
        self.full_since.is_some_and(|since| since.elapsed() >= STALLED)
    }

    fn room(&self) -> usize {
        (self.config.prefetch_bytes / 2).max(1)
    }

    /// Pauses and resumes partitions as needed, and says whether it is full.
    pub(super) fn regulate(&mut self) -> Result<bool> {
        let full = self.is_full();
        self.full_since = if full { self.full_since.or_else(|| Some(Instant::now())) } else { None };
        let (stalled, share) = (self.is_stalled(), self.room() / 2 / self.slots.len().max(1));
        let share = share.max(LEAST_HELD);
        // Asked once a slot: the pipeline takes batches meanwhile, and the answer changes with it.
        let wanted = |slot: &Slot<D::Item>| stalled || (slot.held && slot.queued() >= share);
        let turned: Vec<_> = (0..self.slots.len())
            .filter(|nth| wanted(&self.slots[*nth]) != self.slots[*nth].paused)
            .collect();
        if turned.is_empty() {
            return Ok(full);
        }
        let (resume, pause): (Vec<_>, Vec<_>) =
            turned.iter().map(|nth| &self.slots[*nth]).partition(|slot| slot.paused);
        tracing::debug!(paused = pause.len(), resumed = resume.len(), stalled, "Kafka partitions");
        if !pause.is_empty() {
            self.client.pause(pause.into_iter().map(Slot::partition))?;
        }
        if !resume.is_empty() {
            self.client.resume(resume.into_iter().map(Slot::partition))?;
        }
        for nth in turned {
            let slot = &mut self.slots[nth];
            slot.paused = !slot.paused;
            slot.progress = Instant::now();
        }
        Ok(full)
    }
}
