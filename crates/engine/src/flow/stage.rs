use super::{Batch, Collector, Cursor, Output, Signal, Step};
use crate::account::{Entry, Rejection, Tally, Task};
use aqueduct_core::{Reason, Record, Result};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Fuses steps with what follows them: its loop is the whole hot path.
pub(crate) struct Stage<C, O> {
    pub(crate) steps: C,
    pub(crate) out: O,
    pub(crate) cursor: Cursor,
    pub(crate) task: Arc<Task>,
    /// In a source's first stage whose steps assign no times: the source's account.
    pub(crate) observed: Option<Tally>,
}

impl<C: Step, O: Output<C::Out>> Stage<C, O> {
    fn pass(&mut self, items: std::vec::Drain<'_, Record<C::In>>) {
        let Self { steps, out, cursor, .. } = self;
        for record in items {
            steps.each(record, &mut |r| out.push(r));
            cursor.advance();
        }
    }

    /// As `pass`, but the records' own times drive the split's clock.
    fn pass_observed(&mut self, items: std::vec::Drain<'_, Record<C::In>>, tally: &Tally) {
        let Self { steps, out, cursor, .. } = self;
        for record in items {
            if cursor.observe(record.time).is_some() {
                steps.each(record, &mut |r| out.push(r));
            } else {
                // The source counted its batch as kept.
                tally.uncount(Entry::Kept, 1);
                tally.reject_unkept(Rejection::too_far_ahead(), record.time);
            }
            cursor.advance();
        }
    }
}

impl Rejection<'static> {
    /// For a record whose time is later than the pipeline allows.
    pub(crate) fn too_far_ahead() -> Self {
        Self { reason: Reason::TooFarAhead, rule: "max_ahead", message: "its time is too far in the future" }
    }
}

impl<C: Step, O: Output<C::Out>> Collector<Record<C::In>> for Stage<C, O> {
    fn batch(&mut self, batch: &mut Batch<Record<C::In>>) -> Result<()> {
        self.cursor.begin(batch);
        match self.observed.take() {
            None => self.pass(batch.items.drain(..)),
            Some(tally) => {
                self.pass_observed(batch.items.drain(..), &tally);
                self.observed = Some(tally);
            }
        }
        self.task.check()?;
        self.out.pause()
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        if let Signal::Watermark(watermark) = signal {
            self.cursor.pass(watermark);
            self.task.pass(watermark);
        }
        self.out.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.out.flush()
    }
}
