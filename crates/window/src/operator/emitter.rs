use crate::state::Size;
use aqueduct_core::{EventTime, Origins, Record, Result};
use aqueduct_engine::{BATCH, Barrier, Batch, Collector, Entry, Signal, Snapshot, State, Tally};
use futures_util::future::BoxFuture;
use std::collections::VecDeque;
use std::sync::Arc;

/// State that yields results as time goes on.
pub(crate) trait Fires: Send {
    /// What it yields.
    type Out: Send + 'static;
    /// Says where results come from.
    type Origins: Origins + Sync + 'static;

    /// Time has come to `watermark`.
    fn begin(&mut self, watermark: EventTime);

    /// Pushes at most `room` results; whether there may be more.
    fn fire(&mut self, room: usize, into: &mut Batch<Record<Self::Out>>) -> bool;

    /// Where the results in the batch come from.
    fn origins(&self, batch: &Batch<Record<Self::Out>>) -> Self::Origins;

    /// What to hand on for `watermark`: nothing that is still to come is earlier.
    fn hand_on(&self, watermark: EventTime) -> EventTime;

    /// Everything that is needed later.
    fn save(&self) -> Result<Snapshot>;

    fn size(&self) -> Size;
}

/// The second half of a stateful step: fires what is due in batches, so that even a huge window streams
/// out under back-pressure, and saves what is there at a barrier.
pub(crate) struct Emitter<F: Fires> {
    pub(crate) fires: F,
    batch: Batch<Record<F::Out>>,
    next: Box<dyn Collector<Record<F::Out>>>,
    state: State,
    limit: usize,
    tally: Tally,
    watermark: EventTime,
    /// Signals that have come and wait for `flush`.
    noted: VecDeque<Signal>,
}

impl<F: Fires> Emitter<F> {
    /// Goes on from `watermark`. `tally` has been opened.
    pub(crate) fn new(
        fires: F,
        watermark: EventTime,
        state: State,
        tally: Tally,
        next: Box<dyn Collector<Record<F::Out>>>,
    ) -> Self {
        let limit = state.limit();
        let (batch, noted) = (Batch::with_room(), VecDeque::new());
        Self { fires, batch, next, state, limit, tally, watermark, noted }
    }

    /// The last watermark, or that of the checkpoint.
    pub(crate) fn watermark(&self) -> EventTime {
        self.watermark
    }

    /// Lets `f` change the state, and names the step if it panics.
    pub(crate) fn guarded<R>(&mut self, f: impl FnOnce(&mut F) -> R) -> R {
        self.tally.guard(|| f(&mut self.fires))
    }

    pub(crate) fn note(&mut self, signal: Signal) {
        self.noted.push_back(signal);
    }

    /// # Errors
    /// `Config` when there is more state than the options allow.
    pub(crate) fn check(&self) -> Result<()> {
        let Size { panes, keys, bytes } = self.fires.size();
        if bytes <= self.limit {
            return Ok(());
        }
        Err(self.state.over_limit(bytes, format_args!("{panes} panes with {keys} keys")))
    }

    pub(crate) fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        // Whatever follows may wait for a flush of its own: a sink opens in the first, and commits in the
        // one after a barrier.
        if self.noted.is_empty() {
            return self.next.flush();
        }
        Box::pin(async {
            while let Some(signal) = self.noted.pop_front() {
                match signal {
                    Signal::Watermark(watermark) => self.fire(watermark).await?,
                    Signal::Barrier(barrier) => self.save(barrier)?,
                    Signal::Linger => self.next.signal(signal)?,
                }
                self.next.flush().await?;
            }
            Ok(())
        })
    }

    async fn fire(&mut self, watermark: EventTime) -> Result<()> {
        self.watermark = self.watermark.max(watermark);
        self.fires.begin(watermark);
        let mut more = true;
        while more {
            let Self { fires, batch, tally, .. } = self;
            more = tally.guard(|| fires.fire(BATCH, batch));
            if !self.batch.is_empty() {
                self.tally.count(Entry::Out, self.batch.items.len() as u64);
                self.batch.set_origins(Arc::new(self.fires.origins(&self.batch)));
                self.next.batch(&mut self.batch)?;
                self.batch.clear();
                self.next.flush().await?;
            }
        }
        self.next.signal(Signal::Watermark(self.fires.hand_on(watermark)))
    }

    fn save(&mut self, barrier: Barrier) -> Result<()> {
        let snapshot = self.tally.guard(|| self.fires.save())?;
        self.state.save(barrier, self.watermark, snapshot);
        self.next.signal(Signal::Barrier(barrier))
    }
}
