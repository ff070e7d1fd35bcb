use crate::script::TableCall;
use crate::sink::MemorySink;
use crate::table::{BatchName, MemoryTable};
use aqueduct_core::{Delivery, Epoch, EventTime, Prepared, Record, Refused, Result, Run, Sink};
use aqueduct_core::{SinkWriter, SubtaskId};
use async_trait::async_trait;
use std::fmt;

/// Rows go into batches that nobody sees until they are published.
#[derive(Clone, Copy, Debug)]
pub struct TwoPhase;

/// Prepares the batches of one subtask, one for each epoch that has rows.
pub struct TwoPhaseWriter<T> {
    table: MemoryTable<T>,
    run: Run,
    subtask: SubtaskId,
    /// The batch of this epoch.
    batch: Option<BatchName>,
    /// Batches begun so far.
    begun: u64,
}

#[async_trait]
impl<T: Send + 'static> Sink<T> for MemorySink<T, TwoPhase> {
    type Commit = BatchName;
    type Writer = TwoPhaseWriter<T>;

    fn delivery(&self) -> Delivery {
        Delivery::TwoPhase
    }

    async fn claim(&self, run: &Run) -> Result<Option<Epoch>> {
        self.begin(run);
        self.table.script().pass(TableCall::Claim).await?;
        Ok(None)
    }

    async fn publish(&self, _: Epoch, _: EventTime, commits: &[BatchName]) -> Result<()> {
        let faults = self.faults();
        faults.reach("memory.publish.before").await?;
        self.table.script().pass(TableCall::Publish).await?;
        for (nth, name) in commits.iter().enumerate() {
            if nth > 0 {
                faults.reach("memory.publish.between").await?;
            }
            self.table.lock().publish(name)?;
        }
        faults.reach("memory.publish.after").await
    }

    async fn sweep(&self, run: &Run) -> Result<()> {
        run.faults.reach("memory.sweep.before").await?;
        self.table.script().pass(TableCall::Sweep).await?;
        self.table.lock().batches.sweep(run);
        run.faults.reach("memory.sweep.after").await
    }

    async fn open(&self, subtask: SubtaskId, run: &Run) -> Result<TwoPhaseWriter<T>> {
        self.table.script().pass(TableCall::Open).await?;
        let (table, run) = (self.table.clone(), run.clone());
        Ok(TwoPhaseWriter { table, run, subtask, batch: None, begun: 0 })
    }
}

#[async_trait]
impl<T: Send + 'static> SinkWriter<T> for TwoPhaseWriter<T> {
    type Commit = BatchName;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        self.run.faults.reach("memory.write.before").await?;
        let (taken, answer) = self.table.admit(rows, |_| Ok(())).await?;
        if !taken.is_empty() {
            let (run, subtask, begun) = (&self.run, self.subtask, &mut self.begun);
            let batch = self.batch.get_or_insert_with(|| {
                *begun += 1;
                BatchName::new(run, subtask, *begun - 1)
            });
            self.table.lock().batches.stage(batch, taken);
        }
        self.run.faults.reach("memory.write.after").await?;
        answer
    }

    async fn prepare(&mut self, _: Epoch) -> Result<Prepared<T, BatchName>> {
        self.run.faults.reach("memory.prepare.before").await?;
        self.table.script().pass(TableCall::Prepare).await?;
        let mut prepared = Prepared::nothing();
        if let Some(batch) = self.batch.take() {
            let mut rows = self.table.lock().batches.take(&batch);
            prepared.refused = self.table.script().in_prepare(&mut rows);
            if !rows.is_empty() {
                self.table.lock().batches.stage(&batch, rows);
                prepared.commits.push(batch);
            }
        }
        self.run.faults.reach("memory.prepare.after").await?;
        Ok(prepared)
    }

    async fn commit(&mut self, _: Epoch) -> Result<()> {
        Ok(())
    }
}

impl<T> fmt::Debug for TwoPhaseWriter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwoPhaseWriter")
            .field("table", &self.table)
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}
