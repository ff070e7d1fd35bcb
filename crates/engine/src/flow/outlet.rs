use super::{BATCH, Batch, Message, Signal, gone};
use aqueduct_core::{Error, Result};
use futures_util::future::BoxFuture;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// The sending end of one channel between two subtasks. `push` never waits; what is sealed goes out in
/// `flush`.
pub(crate) struct Outlet<E> {
    pub(super) to: mpsc::Sender<Message<E>>,
    /// Empty vectors that come back from the receiver.
    pub(super) empties: mpsc::Receiver<Vec<E>>,
    /// Bytes that may be under way at once.
    pub(super) room: Arc<Semaphore>,
    pub(super) limit: usize,
    pub(super) filling: Batch<E>,
    pub(super) sealed: VecDeque<Message<E>>,
    /// How full the queue is, in batches, and how full the batches are.
    pub(super) fill: metrics::Gauge,
    pub(super) sizes: metrics::Histogram,
}

impl<E: Send> Outlet<E> {
    #[inline(always)]
    pub(crate) fn push(&mut self, element: E, bytes: usize) {
        if self.filling.items.len() == self.filling.items.capacity() || self.filling.bytes > self.limit / 2 {
            self.seal();
        }
        self.filling.bytes += bytes;
        self.filling.items.push(element);
    }

    /// Takes a whole batch, with its origin.
    pub(crate) fn batch(&mut self, batch: Batch<E>) {
        self.seal();
        self.sealed.push_back(Message::Batch(batch));
    }

    #[cold]
    #[inline(never)]
    fn seal(&mut self) {
        let empty = self.empty();
        let full = std::mem::replace(&mut self.filling, Batch::new(empty));
        if !full.is_empty() {
            self.sealed.push_back(Message::Batch(full));
        }
    }

    /// A vector that came back, or a new one.
    pub(crate) fn empty(&mut self) -> Vec<E> {
        self.empties.try_recv().unwrap_or_else(|_| Vec::with_capacity(BATCH))
    }

    pub(crate) fn signal(&mut self, signal: Signal) {
        if !self.filling.is_empty() {
            self.seal();
        }
        match (signal, self.sealed.back_mut()) {
            (Signal::Linger, _) => {}
            // Nothing between them: the later one says it all.
            (Signal::Watermark(_), Some(last @ Message::Signal(Signal::Watermark(_)))) => {
                *last = Message::Signal(signal);
            }
            _ => self.sealed.push_back(Message::Signal(signal)),
        }
    }

    pub(crate) async fn flush(&mut self) -> Result<()> {
        while let Some(mut message) = self.sealed.pop_front() {
            if let Message::Batch(batch) = &mut message {
                self.sizes.record(batch.items.len() as f64);
                self.reserve(batch).await?;
            }
            self.to.send(message).await.map_err(|_| gone("downstream"))?;
            self.fill.set((self.to.max_capacity() - self.to.capacity()) as f64);
        }
        Ok(())
    }

    /// Waits for room for the batch's bytes; a batch larger than the whole room takes all of it.
    async fn reserve(&mut self, batch: &mut Batch<E>) -> Result<()> {
        batch.bytes = batch.bytes.min(self.limit);
        let permits = u32::try_from(batch.bytes).unwrap_or(u32::MAX);
        if permits > 0 {
            self.room.acquire_many(permits).await.map_err(|_| gone("downstream"))?.forget();
        }
        Ok(())
    }

    pub(crate) fn is_flushed(&self) -> bool {
        self.sealed.is_empty()
    }
}

/// The channels from one subtask to all subtasks behind an exchange: elements to one, signals to all.
pub struct Outlets<E>(pub(super) Vec<Outlet<E>>);

impl<E: Send> Outlets<E> {
    /// How many subtasks there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none, which does not happen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sends an element, charged with `bytes`, to subtask `to`.
    #[inline(always)]
    pub fn push(&mut self, to: usize, element: E, bytes: usize) {
        self.0[to].push(element, bytes);
    }

    /// Sends a signal to all, behind everything pushed so far.
    pub fn signal(&mut self, signal: Signal) {
        for outlet in &mut self.0 {
            outlet.signal(signal);
        }
    }

    /// Waits until everything sealed is accepted.
    pub fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        if self.0.iter().all(Outlet::is_flushed) {
            return Box::pin(std::future::ready(Ok(())));
        }
        Box::pin(async {
            for outlet in &mut self.0 {
                outlet.flush().await?;
            }
            Ok(())
        })
    }

    /// The only outlet, where there is one receiver.
    pub(crate) fn first(&mut self) -> Result<&mut Outlet<E>> {
        self.0.first_mut().ok_or_else(|| Error::internal("an exchange without a receiver"))
    }
}

impl<E> fmt::Debug for Outlets<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outlets({})", self.0.len())
    }
}
