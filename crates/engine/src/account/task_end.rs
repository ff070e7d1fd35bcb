use super::Task;
use crate::context::Context;
use crate::coordinator::Event;
use crate::flow::{Barrier, Batch, Outlet, Signal};
use aqueduct_core::fault::Planted;
use aqueduct_core::{DeadLetter, Record, Result};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// What a task does besides its own work: it sends its dead letters on their way, and at a barrier its
/// accounts.
pub(crate) struct TaskEnd {
    pub(crate) task: Arc<Task>,
    context: Arc<Context>,
    /// The way to the dead-letter sink, if there is one.
    dead: Option<Outlet<Record<DeadLetter>>>,
}

impl TaskEnd {
    pub(crate) fn new(
        task: Arc<Task>,
        context: Arc<Context>,
        dead: Option<Outlet<Record<DeadLetter>>>,
    ) -> Self {
        Self { task, context, dead }
    }

    /// Ends when part-filled batches have waited long enough.
    pub(crate) fn linger(&self) -> BoxFuture<'static, ()> {
        self.context.clock.sleep(self.context.linger)
    }

    /// Sends the dead letters made so far.
    pub(crate) async fn settle(&mut self) -> Result<()> {
        self.task.check()?;
        let letters = self.task.letters.take();
        let Some(dead) = &mut self.dead else {
            return Ok(());
        };
        if !letters.is_empty() {
            let bytes = letters.iter().map(|l| size(&l.value)).sum();
            let mut batch = Batch::new(letters);
            batch.bytes = bytes;
            dead.batch(batch);
        }
        dead.flush().await
    }

    /// The barrier has passed through everything this task does: the last dead letters go, then the
    /// barrier behind them, then the accounts.
    pub(crate) async fn barrier(&mut self, barrier: Barrier) -> Result<()> {
        let late = if self.context.faults.planted(Planted::DeadLettersTooEarly) {
            self.task.letters.take()
        } else {
            Vec::new()
        };
        self.settle().await?;
        let (counts, letters) = self.task.accounts();
        self.context.ledger.note(barrier.epoch, &counts, &letters);
        if let Some(dead) = &mut self.dead {
            dead.signal(Signal::Barrier(barrier));
            if !late.is_empty() {
                dead.batch(Batch::new(late));
            }
            dead.flush().await?;
        }
        self.context.tell(Event::Accounted);
        Ok(())
    }
}

/// What a dead letter is charged with in the queue.
fn size(letter: &DeadLetter) -> usize {
    size_of::<DeadLetter>() + letter.payload.len() + letter.message.len()
}
