use crate::script::TableCall;
use crate::sink::MemorySink;
use crate::table::{MemoryTable, Step, TransactionId};
use aqueduct_core::{Delivery, Epoch, Error, ErrorKind, EventTime, NoCommit, Prepared, Record};
use aqueduct_core::{Refused, Result, Run, Sink, SinkWriter, SubtaskId};
use async_trait::async_trait;
use std::fmt;

/// Rows and the epoch's marker become visible in one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Transactional;

/// Writes all rows, in one transaction for each epoch.
pub struct TransactionalWriter<T> {
    table: MemoryTable<T>,
    run: Run,
    /// The epoch committed last.
    parent: Option<Epoch>,
    transaction: Option<TransactionId>,
    /// The epoch that waits for its commit; no rows may come until then.
    prepared: Option<Epoch>,
}

#[async_trait]
impl<T: Send + 'static> Sink<T> for MemorySink<T, Transactional> {
    type Commit = NoCommit;
    type Writer = TransactionalWriter<T>;

    fn delivery(&self) -> Delivery {
        Delivery::Transactional
    }

    async fn claim(&self, run: &Run) -> Result<Option<Epoch>> {
        self.begin(run);
        run.faults.reach("memory.claim.before").await?;
        self.table.script().pass(TableCall::Claim).await?;
        let marker = self.table.lock().transactions.claim(run)?;
        run.faults.reach("memory.claim.after").await?;
        Ok(marker)
    }

    async fn publish(&self, _: Epoch, _: EventTime, _: &[NoCommit]) -> Result<()> {
        self.table.script().pass(TableCall::Publish).await
    }

    async fn sweep(&self, _: &Run) -> Result<()> {
        // What an older incarnation has not committed ends with its writer.
        self.table.script().pass(TableCall::Sweep).await
    }

    async fn open(&self, _: SubtaskId, run: &Run) -> Result<TransactionalWriter<T>> {
        self.table.script().pass(TableCall::Open).await?;
        let parent = self.table.lock().transactions.own_marker(run)?;
        let (table, run) = (self.table.clone(), run.clone());
        Ok(TransactionalWriter { table, run, parent, transaction: None, prepared: None })
    }
}

#[async_trait]
impl<T: Send + 'static> SinkWriter<T> for TransactionalWriter<T> {
    type Commit = NoCommit;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        if let Some(epoch) = self.prepared {
            let error = Error::internal("rows came between prepare and commit");
            return Err(error.with("epoch", epoch));
        }
        self.run.faults.reach("memory.write.before").await?;
        let (taken, answer) = self.table.admit(rows, |_| Ok(())).await?;
        if !taken.is_empty() {
            let transactions = &mut self.table.lock().transactions;
            let id = *self.transaction.get_or_insert_with(|| transactions.begin());
            transactions.add(id, taken);
        }
        self.run.faults.reach("memory.write.after").await?;
        answer
    }

    async fn prepare(&mut self, epoch: Epoch) -> Result<Prepared<T, NoCommit>> {
        self.table.script().pass(TableCall::Prepare).await?;
        let mut prepared = Prepared::nothing();
        if let Some(id) = self.transaction {
            let mut rows = self.table.lock().transactions.take(id);
            prepared.refused = self.table.script().in_prepare(&mut rows);
            self.table.lock().transactions.add(id, rows);
        }
        self.prepared = Some(epoch);
        Ok(prepared)
    }

    async fn commit(&mut self, epoch: Epoch) -> Result<()> {
        if self.prepared != Some(epoch) {
            let error = Error::internal("an epoch is committed that was not prepared");
            return Err(error.with("epoch", epoch));
        }
        self.run.faults.reach("memory.commit.before").await?;
        match self.send(epoch).await {
            Err(error) if error.kind() == ErrorKind::Unavailable => self.settle(epoch, error)?,
            answer => answer?,
        }
        self.run.faults.reach("memory.commit.after").await?;
        (self.parent, self.prepared) = (Some(epoch), None);
        Ok(())
    }
}

impl<T> TransactionalWriter<T> {
    /// Asks for the commit. `Unavailable`: there was no answer, and nobody knows.
    async fn send(&mut self, epoch: Epoch) -> Result<()> {
        self.table.script().pass(TableCall::Commit).await?;
        let lost = self.table.script().lost_reply();
        if lost != Some(false) {
            let (parent, id) = (self.parent, self.transaction);
            self.table.lock().commit(&self.run, Step { parent, epoch }, id)?;
            self.transaction = None;
        }
        match lost {
            Some(_) => Err(Error::new(ErrorKind::Unavailable, "the answer to a commit was lost")),
            None => Ok(()),
        }
    }

    /// Finds out what became of a commit without an answer.
    fn settle(&self, epoch: Epoch, error: Error) -> Result<()> {
        let marker = self.table.marker(&self.run.pipeline, &self.run.sink);
        if marker == Some(epoch) {
            Ok(())
        } else if marker == self.parent {
            Err(error)
        } else {
            let fenced = Error::new(ErrorKind::Fenced, "another incarnation has committed");
            Err(fenced.because(error))
        }
    }
}

impl<T> Drop for TransactionalWriter<T> {
    /// A session that ends takes its open transaction with it.
    fn drop(&mut self) {
        if let Some(id) = self.transaction {
            self.table.lock().transactions.roll_back(id);
        }
    }
}

impl<T> fmt::Debug for TransactionalWriter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionalWriter")
            .field("table", &self.table)
            .field("parent", &self.parent)
            .field("prepared", &self.prepared)
            .finish_non_exhaustive()
    }
}
