use super::results::Results;
use super::{Arrivals, Block, Emitter};
use crate::Aggregate;
use crate::state::{Panes, Part, Windows};
use aqueduct_core::{EventTime, Record, Result};
use aqueduct_engine::{Output, Selector, Signal};
use futures_util::future::BoxFuture;

/// With a single subtask there is no exchange: records go straight into the tables that fire.
pub(crate) struct Direct<T, S: Selector<T>, G: Aggregate<T>> {
    select: S,
    arrivals: Arrivals<T>,
    block: Block<T>,
    emitter: Emitter<Results<T, S::Key, G>>,
}

impl<T: Send + 'static, S: Selector<T>, G: Aggregate<T>> Direct<T, S, G> {
    pub(crate) fn new(select: S, arrivals: Arrivals<T>, emitter: Emitter<Results<T, S::Key, G>>) -> Self {
        Self { select, arrivals, block: Block::new(), emitter }
    }

    #[inline(always)]
    fn panes(&mut self) -> &mut Panes<S::Key, G::Acc> {
        &mut self.emitter.fires.windows.panes
    }

    /// Goes to the slice of `time`.
    #[cold]
    #[inline(never)]
    fn turn(&mut self, time: i64) {
        self.add();
        self.panes().seek(time);
    }

    /// Adds what waits to the table of the slice.
    #[inline(never)]
    fn add(&mut self) {
        let Self { select, arrivals, block, emitter } = self;
        if block.values().is_empty() {
            return;
        }
        arrivals.keep(block.values().len());
        let Windows { panes, agg, .. } = &mut emitter.fires.windows;
        arrivals.tally.guard(|| block.add_to(panes.table(), select, agg));
        block.clear();
    }

    #[cold]
    #[inline(never)]
    fn behind(&mut self, record: Record<T>, judge: EventTime) {
        let Some((record, missed)) = self.arrivals.behind(record, judge) else {
            return;
        };
        let Self { select, arrivals, emitter, .. } = self;
        let windows = &mut emitter.fires.windows;
        let pane = windows.slices().slice(record.time.micros()).start;
        let mut merged = Ok(());
        arrivals.tally.guard(|| {
            select.each(&record.value, |key| {
                let part = Part::single(&windows.agg, &record.value, key, pane, missed);
                merged = std::mem::replace(&mut merged, Ok(())).and_then(|()| windows.merge(part));
            });
        });
        if let Err(error) = merged {
            arrivals.error.get_or_insert(error);
        }
    }
}

impl<T: Send + 'static, S: Selector<T>, G: Aggregate<T>> Output<T> for Direct<T, S, G> {
    #[inline(always)]
    fn push(&mut self, record: Record<T>) {
        let (time, judge) = (record.time.micros(), self.arrivals.judge());
        if !self.panes().holds(time) {
            self.turn(time);
        }
        if !self.panes().is_whole(judge) {
            return self.behind(record, judge);
        }
        if self.block.push(record.value) {
            self.add();
        }
    }

    fn pause(&mut self) -> Result<()> {
        self.add();
        self.arrivals.pause()?;
        self.emitter.check()
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.emitter.note(signal);
        self.arrivals.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            self.arrivals.flush().await?;
            self.emitter.flush().await
        })
    }
}
