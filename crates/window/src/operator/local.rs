use super::Arrivals;
use crate::Aggregate;
use crate::shape::Slices;
use crate::state::{Part, Parts, footprint};
use aqueduct_core::{EventTime, Record, Result};
use aqueduct_engine::{Key, Outlets, Output, Selector, Signal, hash_of, subtask_of};
use futures_util::future::BoxFuture;

/// Before the exchange: gathers within the subtask and sends parts to where their keys belong.
///
/// Lateness is decided here, so that the verdict does not depend on a race between subtasks.
pub(crate) struct Local<T, S: Selector<T>, G: Aggregate<T>> {
    select: S,
    agg: G,
    slices: Slices,
    arrivals: Arrivals<T>,
    parts: Parts<S::Key, G::Acc>,
    outlets: Outlets<Part<S::Key, G::Acc>>,
}

impl<T: Send + 'static, S: Selector<T>, G: Aggregate<T>> Local<T, S, G> {
    pub(crate) fn new(
        (select, agg, slices): (S, G, Slices),
        arrivals: Arrivals<T>,
        outlets: Outlets<Part<S::Key, G::Acc>>,
    ) -> Self {
        Self { select, agg, slices, arrivals, parts: Parts::new(slices), outlets }
    }

    /// Sends a record of the slice that starts at `pane` on its own.
    #[inline(never)]
    fn pass(&mut self, record: &Record<T>, pane: i64, missed: u64) {
        let Self { select, agg, arrivals, outlets, .. } = self;
        let share = arrivals.share();
        arrivals.tally.guard(|| {
            select.each(&record.value, |key| {
                let part = Part::single(agg, &record.value, key, pane, missed);
                outlets.push(subtask_of(part.hash, outlets.len()), part, share);
            });
        });
    }

    #[cold]
    #[inline(never)]
    fn behind(&mut self, record: Record<T>, judge: EventTime) {
        if let Some((record, missed)) = self.arrivals.behind(record, judge) {
            let pane = self.slices.slice(record.time.micros()).start;
            self.pass(&record, pane, missed);
        }
    }
}

/// Sends parts to the subtasks of their keys.
fn send<K: Key, A: Send>(outlets: &mut Outlets<Part<K, A>>) -> impl FnMut(Part<K, A>) {
    move |part| {
        let bytes = size_of::<Part<K, A>>() + footprint(&part.key);
        outlets.push(subtask_of(part.hash, outlets.len()), part, bytes);
    }
}

impl<T: Send + 'static, S: Selector<T>, G: Aggregate<T>> Output<T> for Local<T, S, G> {
    #[inline(always)]
    fn push(&mut self, record: Record<T>) {
        let judge = self.arrivals.judge();
        let Self { select, agg, arrivals, parts, .. } = self;
        if !parts.panes.seek(record.time.micros(), judge) {
            return self.behind(record, judge);
        }
        arrivals.keep();
        if parts.bypasses() {
            let pane = parts.panes.start();
            return self.pass(&record, pane, 0);
        }
        let (table, value) = (parts.panes.table(), &record.value);
        let mut rows = 0;
        arrivals.tally.guard(|| {
            select.each(value, |key| {
                rows += 1;
                table.add(hash_of(key), key, || agg.first(value), |acc| agg.add(acc, value));
            });
        });
        parts.rows += rows;
    }

    fn pause(&mut self) -> Result<()> {
        self.parts.pause(send(&mut self.outlets));
        self.arrivals.pause()
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        match signal {
            Signal::Watermark(watermark) => self.parts.send_due(watermark, send(&mut self.outlets)),
            Signal::Barrier(_) => self.parts.send_all(send(&mut self.outlets)),
            Signal::Linger => {}
        }
        self.outlets.signal(signal);
        self.arrivals.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            self.outlets.flush().await?;
            self.arrivals.flush().await
        })
    }
}
