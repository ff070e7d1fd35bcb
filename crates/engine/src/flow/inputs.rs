use super::{Barrier, Batch, Signal, gone};
use aqueduct_core::{EventTime, Result};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::{Semaphore, mpsc};

/// One hop across a channel.
pub(crate) enum Message<E> {
    Batch(Batch<E>),
    Signal(Signal),
}

/// The receiving end of one channel.
pub(crate) struct Input<E> {
    pub(super) from: mpsc::Receiver<Message<E>>,
    pub(super) empties: mpsc::Sender<Vec<E>>,
    pub(super) room: Arc<Semaphore>,
    pub(super) watermark: EventTime,
    /// The barrier that has come; nothing more is read here until all the others have it.
    pub(super) barrier: Option<Barrier>,
}

/// The receiving ends of several producers: merges watermarks, aligns barriers.
pub(crate) struct Inputs<E> {
    inputs: Vec<Input<E>>,
    turn: usize,
    watermark: EventTime,
    /// Off only in a test that shows what it is for.
    aligned: bool,
}

impl<E> Inputs<E> {
    /// Starts from the watermark of the checkpoint.
    pub(crate) fn new(inputs: Vec<Input<E>>, aligned: bool) -> Self {
        Self { inputs, turn: 0, watermark: EventTime::MIN, aligned }
    }

    /// The next batch, merged watermark or aligned barrier, and which input it came from. Dropping the
    /// future loses nothing.
    pub(crate) async fn next(&mut self) -> Result<(usize, Message<E>)> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<(usize, Message<E>)>> {
        loop {
            let Poll::Ready((i, message)) = self.poll_receive(cx) else {
                return Poll::Pending;
            };
            let input = &mut self.inputs[i];
            match message {
                Some(Message::Batch(batch)) => return Poll::Ready(Ok((i, Message::Batch(batch)))),
                Some(Message::Signal(Signal::Watermark(w))) => input.watermark = w,
                Some(Message::Signal(Signal::Barrier(barrier))) => input.barrier = Some(barrier),
                Some(Message::Signal(Signal::Linger)) => {}
                None => return Poll::Ready(Err(gone("upstream"))),
            }
            if let Some(signal) = self.merged() {
                return Poll::Ready(Ok((i, Message::Signal(signal))));
            }
        }
    }

    /// What all inputs together say now.
    fn merged(&mut self) -> Option<Signal> {
        if self.inputs.iter().all(|i| i.barrier.is_some()) {
            let barriers = self.inputs.iter_mut().filter_map(|i| i.barrier.take());
            return barriers.max_by_key(|b| b.epoch).map(Signal::Barrier);
        }
        let lowest = self.inputs.iter().map(|i| i.watermark).min()?;
        (lowest > self.watermark).then(|| {
            self.watermark = lowest;
            Signal::Watermark(lowest)
        })
    }

    /// Round robin over the inputs that may be read.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<(usize, Option<Message<E>>)> {
        let n = self.inputs.len();
        for k in 1..=n {
            let i = (self.turn + k) % n;
            let input = &mut self.inputs[i];
            if input.barrier.is_some() && self.aligned {
                continue;
            }
            if let Poll::Ready(message) = input.from.poll_recv(cx) {
                self.turn = i;
                return Poll::Ready((i, message));
            }
        }
        Poll::Pending
    }

    /// The batch has been passed on: its room and its vector are free again.
    pub(crate) fn give_back(&self, i: usize, bytes: usize, empty: Vec<E>) {
        self.inputs[i].room.add_permits(bytes);
        let _ = self.inputs[i].empties.try_send(empty);
    }
}
