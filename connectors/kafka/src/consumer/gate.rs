use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::Duration;

/// Counts the bytes that were decoded and not taken by the pipeline yet. Belongs to the thread that
/// makes it, which waits here for room.
pub(crate) struct Gate {
    queued: AtomicUsize,
    thread: Thread,
}

impl Gate {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { queued: AtomicUsize::new(0), thread: std::thread::current() })
    }

    pub(super) fn queued(&self) -> usize {
        self.queued.load(Ordering::Acquire)
    }

    /// Waits until somebody wakes it, or this long.
    pub(super) fn wait(&self, longest: Duration) {
        std::thread::park_timeout(longest);
    }

    /// Lets the thread look at once whether there is something to do.
    pub(crate) fn wake(&self) {
        self.thread.unpark();
    }
}

/// The bytes of one batch, counted until this is dropped.
pub(crate) struct Charge {
    bytes: usize,
    split: Arc<AtomicUsize>,
    gate: Arc<Gate>,
}

impl Charge {
    /// Counts these bytes, for the split and in all.
    pub(super) fn new(bytes: usize, split: &Arc<AtomicUsize>, gate: &Arc<Gate>) -> Self {
        split.fetch_add(bytes, Ordering::AcqRel);
        gate.queued.fetch_add(bytes, Ordering::AcqRel);
        Self { bytes, split: Arc::clone(split), gate: Arc::clone(gate) }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.split.fetch_sub(self.bytes, Ordering::AcqRel);
        self.gate.queued.fetch_sub(self.bytes, Ordering::AcqRel);
        self.gate.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_until_their_batch_is_taken() {
        let (gate, split) = (Gate::new(), Arc::default());
        let (one, two) = (Charge::new(10, &split, &gate), Charge::new(5, &split, &gate));
        assert_eq!((gate.queued(), split.load(Ordering::Acquire)), (15, 15));
        drop(one);
        assert_eq!(gate.queued(), 5);
        drop(two);
        assert_eq!((gate.queued(), split.load(Ordering::Acquire)), (0, 0));
    }
}
