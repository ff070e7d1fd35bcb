use crate::script::TableCall;
use crate::sink::MemorySink;
use crate::table::MemoryTable;
use aqueduct_core::{Delivery, Epoch, EventTime, NoCommit, Prepared, Record, Refused, Result, Run};
use aqueduct_core::{Sink, SinkWriter, SubtaskId};
use async_trait::async_trait;
use std::fmt;

/// Rows are added as they come and nothing marks how far.
#[derive(Clone, Copy, Debug)]
pub struct Append;

/// Appends the rows of one subtask. They are visible at once.
pub struct AppendWriter<T> {
    table: MemoryTable<T>,
    run: Run,
}

#[async_trait]
impl<T: Send + 'static> Sink<T> for MemorySink<T, Append> {
    type Commit = NoCommit;
    type Writer = AppendWriter<T>;

    fn delivery(&self) -> Delivery {
        Delivery::Append
    }

    async fn claim(&self, run: &Run) -> Result<Option<Epoch>> {
        self.begin(run);
        self.table.script().pass(TableCall::Claim).await?;
        Ok(None)
    }

    async fn publish(&self, _: Epoch, _: EventTime, _: &[NoCommit]) -> Result<()> {
        self.table.script().pass(TableCall::Publish).await
    }

    async fn sweep(&self, _: &Run) -> Result<()> {
        self.table.script().pass(TableCall::Sweep).await
    }

    async fn open(&self, _: SubtaskId, run: &Run) -> Result<AppendWriter<T>> {
        self.table.script().pass(TableCall::Open).await?;
        let (table, run) = (self.table.clone(), run.clone());
        Ok(AppendWriter { table, run })
    }
}

#[async_trait]
impl<T: Send + 'static> SinkWriter<T> for AppendWriter<T> {
    type Commit = NoCommit;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        self.run.faults.reach("memory.write.before").await?;
        let (taken, answer) = self.table.admit(rows, |_| Ok(())).await?;
        self.table.lock().rows.extend(taken);
        self.run.faults.reach("memory.write.after").await?;
        answer
    }

    async fn prepare(&mut self, _: Epoch) -> Result<Prepared<T, NoCommit>> {
        self.table.script().pass(TableCall::Prepare).await?;
        Ok(Prepared::nothing())
    }

    async fn commit(&mut self, _: Epoch) -> Result<()> {
        Ok(())
    }
}

impl<T> fmt::Debug for AppendWriter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppendWriter").field("table", &self.table).finish()
    }
}
