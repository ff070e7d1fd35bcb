use crate::harness::{Kind, TableHarness, strict_table, unreachable_table};
use aqueduct_core::{
    Delivery, Epoch, EventTime, Prepared, Record, Refused, Result, Run, Sink, SinkWriter, SubtaskId,
};
use aqueduct_memory::MemoryTable;
use aqueduct_testkit::{Sample, SinkCapabilities, SinkHarness};
use async_trait::async_trait;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

pub(crate) type SinkOf<M> = <<M as Mistake>::Kind as Kind>::Sink;
pub(crate) type WriterOf<M> = <SinkOf<M> as Sink<Sample>>::Writer;
pub(crate) type CommitOf<M> = <SinkOf<M> as Sink<Sample>>::Commit;
pub(crate) type Rows = Vec<Record<Sample>>;
/// What `write` and `prepare` answer.
pub(crate) type Answer = Result<Vec<Refused<Sample>>>;
pub(crate) type Ready<M> = Result<Prepared<Sample, CommitOf<M>>>;

/// The memory sink within a wrong twin, and its table.
#[derive(Debug)]
pub(crate) struct Inner<S> {
    pub(crate) sink: S,
    pub(crate) table: MemoryTable<Sample>,
}

/// One mistake: a method that differs from what is written here. A writer gets a clone of its own.
#[async_trait]
pub(crate) trait Mistake: Clone + Debug + Default + Send + Sync + 'static {
    /// What it is a wrong twin of.
    type Kind: Kind;
    /// How it is meant to deliver.
    const DELIVERY: Delivery = Self::Kind::DELIVERY;

    fn says(&self) -> Delivery {
        Self::DELIVERY
    }

    async fn claim(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<Option<Epoch>> {
        inner.sink.claim(run).await
    }

    async fn publish(
        &self,
        inner: &Inner<SinkOf<Self>>,
        epoch: Epoch,
        commits: &[CommitOf<Self>],
    ) -> Result<()> {
        inner.sink.publish(epoch, EventTime::MIN, commits).await
    }

    async fn sweep(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<()> {
        inner.sink.sweep(run).await
    }

    async fn open(
        &self,
        inner: &Inner<SinkOf<Self>>,
        subtask: SubtaskId,
        run: &Run,
    ) -> Result<WriterOf<Self>> {
        inner.sink.open(subtask, run).await
    }

    async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Result<Vec<Refused<Sample>>> {
        inner.write(rows).await
    }

    async fn prepare(
        &mut self,
        inner: &mut WriterOf<Self>,
        epoch: Epoch,
    ) -> Result<Prepared<Sample, CommitOf<Self>>> {
        inner.prepare(epoch).await
    }

    async fn commit(&mut self, inner: &mut WriterOf<Self>, epoch: Epoch) -> Result<()> {
        inner.commit(epoch).await
    }
}

/// A memory sink with a mistake.
#[derive(Debug)]
pub(crate) struct WrongSink<M: Mistake> {
    inner: Arc<Inner<SinkOf<M>>>,
    mistake: M,
}

pub(crate) struct WrongWriter<M: Mistake> {
    inner: WriterOf<M>,
    mistake: M,
}

#[async_trait]
impl<M: Mistake> Sink<Sample> for WrongSink<M> {
    type Commit = CommitOf<M>;
    type Writer = WrongWriter<M>;

    fn delivery(&self) -> Delivery {
        self.mistake.says()
    }

    async fn claim(&self, run: &Run) -> Result<Option<Epoch>> {
        self.mistake.claim(&self.inner, run).await
    }

    async fn publish(&self, epoch: Epoch, _: EventTime, commits: &[CommitOf<M>]) -> Result<()> {
        self.mistake.publish(&self.inner, epoch, commits).await
    }

    async fn sweep(&self, run: &Run) -> Result<()> {
        self.mistake.sweep(&self.inner, run).await
    }

    async fn open(&self, subtask: SubtaskId, run: &Run) -> Result<WrongWriter<M>> {
        let mistake = self.mistake.clone();
        let inner = mistake.open(&self.inner, subtask, run).await?;
        Ok(WrongWriter { inner, mistake })
    }
}

#[async_trait]
impl<M: Mistake> SinkWriter<Sample> for WrongWriter<M> {
    type Commit = CommitOf<M>;

    async fn write(&mut self, rows: &mut Rows) -> Result<Vec<Refused<Sample>>> {
        self.mistake.write(&mut self.inner, rows).await
    }

    async fn prepare(&mut self, epoch: Epoch) -> Result<Prepared<Sample, CommitOf<M>>> {
        self.mistake.prepare(&mut self.inner, epoch).await
    }

    async fn commit(&mut self, epoch: Epoch) -> Result<()> {
        self.mistake.commit(&mut self.inner, epoch).await
    }
}

/// What the laws are given; impatient, because the twins fail by being late.
pub(crate) struct Wrong<M> {
    table: MemoryTable<Sample>,
    mistake: PhantomData<M>,
}

impl<M: Mistake> Wrong<M> {
    fn over(table: &MemoryTable<Sample>) -> WrongSink<M> {
        let (sink, table) = (M::Kind::sink(table), table.clone());
        WrongSink { inner: Arc::new(Inner { sink, table }), mistake: M::default() }
    }
}

impl<M: Mistake> SinkHarness for Wrong<M> {
    type Row = Sample;
    type Sink = WrongSink<M>;

    fn delivery() -> Delivery {
        M::DELIVERY
    }

    fn capabilities() -> SinkCapabilities {
        let patience = Duration::from_secs(1);
        SinkCapabilities { patience, ..TableHarness::<M::Kind>::capabilities() }
    }

    async fn provision() -> Option<Self> {
        Some(Self { table: strict_table(), mistake: PhantomData })
    }

    fn sink(&self) -> WrongSink<M> {
        Self::over(&self.table)
    }

    fn row(sample: Sample) -> Sample {
        sample
    }

    fn sample(row: &Sample) -> Sample {
        row.clone()
    }

    async fn rows(&self) -> Vec<Sample> {
        self.table.rows()
    }

    async fn leftovers(&self) -> Vec<String> {
        self.table.leftovers()
    }

    fn unreachable(&self) -> Option<WrongSink<M>> {
        Some(Self::over(&unreachable_table()))
    }

    fn secrets(&self) -> Vec<String> {
        vec!["hunter2".into()]
    }

    fn bad_row(&self, id: i64) -> Sample {
        Sample::new(id, "bad")
    }

    async fn break_writes(&self) {
        TableHarness::<M::Kind>::on(&self.table).break_writes().await;
    }

    async fn heal(&self) {}
}
