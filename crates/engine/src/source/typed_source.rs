use super::command::Command;
use super::watermark_table::WatermarkTable;
use super::{AnySource, Assigned, Found};
use crate::checkpoint::{Raw, raw, typed};
use crate::flow::Barrier;
use aqueduct_core::{Boundedness, Error, EventTime, Lag, Result, Source, Split, SplitId};
use async_trait::async_trait;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// A source with its type, between the coordinator and the tasks of the present start.
pub(crate) struct TypedSource<S: Source> {
    pub(crate) name: Arc<str>,
    pub(crate) source: Arc<S>,
    present: Mutex<Present<S::Split>>,
}

/// The channels to the tasks of one start.
struct Present<S: Split> {
    commands: Vec<mpsc::UnboundedSender<Command<S>>>,
    /// The receiving ends, until the tasks take them.
    waiting: Vec<Option<mpsc::UnboundedReceiver<Command<S>>>>,
    table: Arc<WatermarkTable>,
    watermark: EventTime,
}

/// What a task of the source gets.
pub(super) struct Seat<S: Split> {
    pub(super) commands: mpsc::UnboundedReceiver<Command<S>>,
    pub(super) table: Arc<WatermarkTable>,
    pub(super) watermark: EventTime,
}

impl<S: Source> TypedSource<S> {
    pub(crate) fn new(name: &str, source: S) -> Self {
        let table = Arc::new(WatermarkTable::new(0, EventTime::MIN));
        let present = Present { commands: Vec::new(), waiting: Vec::new(), table, watermark: EventTime::MIN };
        Self { name: name.into(), source: Arc::new(source), present: Mutex::new(present) }
    }

    fn present(&self) -> MutexGuard<'_, Present<S::Split>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The seat of one subtask, once per start.
    pub(super) fn seat(&self, subtask: usize) -> Result<Seat<S::Split>> {
        let mut present = self.present();
        let commands = present.waiting.get_mut(subtask).and_then(Option::take);
        let commands = commands.ok_or_else(|| Error::internal("a source's subtask was built twice"))?;
        Ok(Seat { commands, table: Arc::clone(&present.table), watermark: present.watermark })
    }

    /// A task that is gone has reported why.
    fn send(&self, subtask: usize, command: Command<S::Split>) {
        if let Some(to) = self.present().commands.get(subtask) {
            let _ = to.send(command);
        }
    }

    fn send_all(&self, command: impl Fn() -> Command<S::Split>) {
        for to in &self.present().commands {
            let _ = to.send(command());
        }
    }

    fn typed(&self, split: &Raw) -> Result<S::Split> {
        typed("split", &self.name, split)
    }
}

/// A split in the form that checkpoints keep.
pub(super) fn stored<S: Split>(split: &S) -> Result<Raw> {
    raw("split", split)
}

#[async_trait]
impl<S: Source> AnySource for TypedSource<S> {
    fn name(&self) -> &str {
        &self.name
    }

    fn boundedness(&self) -> Boundedness {
        self.source.boundedness()
    }

    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Found> {
        let found = self.source.discover(first, ended).await?;
        let splits = found.splits.iter().map(|s| Ok((s.id(), stored(s)?))).collect::<Result<_>>()?;
        Ok(Found { splits, forget: found.forget })
    }

    fn resume_from(&self, discovered: Raw, from: &Raw) -> Result<Raw> {
        let resumed = self.typed(&discovered)?.resume_from(&self.typed(from)?);
        stored(&resumed)
    }

    fn begin(&self, parallelism: usize, watermark: EventTime) {
        let (commands, waiting) = (0..parallelism)
            .map(|_| {
                let (to, from) = mpsc::unbounded_channel();
                (to, Some(from))
            })
            .unzip();
        let table = Arc::new(WatermarkTable::new(parallelism, watermark));
        *self.present() = Present { commands, waiting, table, watermark };
    }

    fn assign(&self, subtask: usize, splits: Vec<Assigned>) -> Result<()> {
        let typed = splits.into_iter().map(|a| Ok((self.typed(&a.split)?, a.high)));
        let typed = typed.collect::<Result<_>>()?;
        self.send(subtask, Command::Assign(typed));
        Ok(())
    }

    fn trigger(&self, barrier: Barrier) {
        self.send_all(|| Command::Trigger(barrier));
    }

    fn served(&self, splits: &[SplitId]) {
        self.send_all(|| Command::Served(splits.to_vec()));
    }

    fn finish(&self) {
        self.send_all(|| Command::Finish);
    }

    fn acknowledge(&self, subtask: usize, upto: &[Raw]) -> Result<()> {
        let typed = upto.iter().map(|s| self.typed(s)).collect::<Result<_>>()?;
        self.send(subtask, Command::Acknowledge(typed));
        Ok(())
    }

    fn lags(&self) -> Vec<Lag> {
        self.present().table.lags()
    }

    fn watermarks(&self) -> Vec<EventTime> {
        self.present().table.forwarded()
    }
}
