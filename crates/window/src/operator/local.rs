use super::{Arrivals, Block};
use crate::Aggregate;
use crate::shape::Slices;
use crate::state::{Part, Parts, footprint};
use aqueduct_core::{EventTime, Record, Result};
use aqueduct_engine::{Key, Outlets, Output, Selector, Signal, subtask_of};
use futures_util::future::BoxFuture;

/// Before the exchange: gathers within the subtask and sends parts to where their keys belong.
///
/// Lateness is decided here, so that the verdict does not depend on a race between subtasks.
pub(crate) struct Local<T, S: Selector<T>, G: Aggregate<T>> {
    select: S,
    agg: G,
    slices: Slices,
    arrivals: Arrivals<T>,
    block: Block<T>,
    parts: Parts<S::Key, G::Acc>,
    outlets: Outlets<Part<S::Key, G::Acc>>,
}

impl<T: Send + 'static, S: Selector<T>, G: Aggregate<T>> Local<T, S, G> {
    pub(crate) fn new(
        (select, agg, slices): (S, G, Slices),
        arrivals: Arrivals<T>,
        outlets: Outlets<Part<S::Key, G::Acc>>,
    ) -> Self {
        Self { select, agg, slices, arrivals, block: Block::new(), parts: Parts::new(slices), outlets }
    }

    /// Goes to the slice of `time`.
    #[cold]
    #[inline(never)]
    fn turn(&mut self, time: i64) {
        self.add();
        self.parts.panes.seek(time);
    }

    /// Adds what waits to the table of the slice, or sends it as it is.
    #[inline(never)]
    fn add(&mut self) {
        let Self { select, agg, arrivals, block, parts, outlets, .. } = self;
        let values = block.values();
        if values.is_empty() {
            return;
        }
        arrivals.keep(values.len());
        if parts.bypasses(values.len()) {
            let (pane, share) = (parts.panes.start(), arrivals.share());
            arrivals.tally.guard(|| {
                values.iter().for_each(|value| pass(select, agg, value, (pane, 0), share, outlets));
            });
        } else {
            parts.rows += arrivals.tally.guard(|| block.add_to(parts.panes.table(), select, agg));
        }
        block.clear();
    }

    #[cold]
    #[inline(never)]
    fn behind(&mut self, record: Record<T>, judge: EventTime) {
        if let Some((record, missed)) = self.arrivals.behind(record, judge) {
            let Self { select, agg, slices, arrivals, outlets, .. } = self;
            let pane = slices.slice(record.time.micros()).start;
            let share = arrivals.share();
            arrivals.tally.guard(|| pass(select, agg, &record.value, (pane, missed), share, outlets));
        }
    }
}

/// Sends a record of the slice that starts at `pane` on its own; so many of its windows are missed.
#[inline(always)]
fn pass<T, S: Selector<T>, G: Aggregate<T>>(
    select: &mut S,
    agg: &G,
    value: &T,
    (pane, missed): (i64, u64),
    share: usize,
    outlets: &mut Outlets<Part<S::Key, G::Acc>>,
) {
    select.each(value, |key| {
        let part = Part::single(agg, value, key, pane, missed);
        outlets.push(subtask_of(part.hash, outlets.len()), part, share);
    });
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
        let (time, judge) = (record.time.micros(), self.arrivals.judge());
        if !self.parts.panes.holds(time) {
            self.turn(time);
        }
        if !self.parts.panes.is_whole(judge) {
            return self.behind(record, judge);
        }
        if self.block.push(record.value) {
            self.add();
        }
    }

    fn pause(&mut self) -> Result<()> {
        self.add();
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
