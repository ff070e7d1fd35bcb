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
        let wanted = |slot: &Slot<D::Item>| stalled || (slot.held && slot.queued() >= share);
        let (mut pause, mut resume) = (Vec::new(), Vec::new());
        for slot in &self.slots {
            match (wanted(slot), slot.paused) {
                (true, false) => pause.push(slot.partition()),
                (false, true) => resume.push(slot.partition()),
                _ => {}
            }
        }
        if pause.is_empty() && resume.is_empty() {
            return Ok(full);
        }
        tracing::debug!(paused = pause.len(), resumed = resume.len(), stalled, "Kafka partitions");
        if !pause.is_empty() {
            self.client.pause(pause)?;
        }
        if !resume.is_empty() {
            self.client.resume(resume)?;
        }
        for slot in &mut self.slots {
            let paused = wanted(slot);
            if slot.paused && !paused {
                slot.progress = Instant::now();
            }
            slot.paused = paused;
        }
        Ok(full)
    }
}
