use crate::script::TableCall;
use crate::sink::MemorySink;
use crate::table::MemoryTable;
use aqueduct_core::{Delivery, Epoch, Error, ErrorKind, EventTime, NoCommit, Prepared, Record};
use aqueduct_core::{Refused, Result, Run, Sink, SinkWriter, SubtaskId};
use async_trait::async_trait;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

type Key<T> = Arc<dyn Fn(&T) -> Result<String> + Send + Sync>;

/// A row replaces the one with the same key.
pub struct Upsert<T> {
    /// As text, as a database would index it.
    key: Key<T>,
    pub(crate) versioned: bool,
}

/// Writes the rows of one subtask under their keys. They are visible at once.
pub struct UpsertWriter<T> {
    table: MemoryTable<T>,
    key: Key<T>,
    version: u64,
    run: Run,
}

impl<T> Upsert<T> {
    pub(crate) fn by<K: Serialize>(key: impl Fn(&T) -> K + Send + Sync + 'static) -> Self {
        let key = move |row: &T| {
            serde_json::to_string(&key(row)).map_err(|error| {
                Error::new(ErrorKind::BadRecord, "the key cannot be written as JSON").because(error)
            })
        };
        Self { key: Arc::new(key), versioned: false }
    }
}

#[async_trait]
impl<T: Send + 'static> Sink<T> for MemorySink<T, Upsert<T>> {
    type Commit = NoCommit;
    type Writer = UpsertWriter<T>;

    fn delivery(&self) -> Delivery {
        Delivery::Upsert
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

    async fn open(&self, _: SubtaskId, run: &Run) -> Result<UpsertWriter<T>> {
        self.table.script().pass(TableCall::Open).await?;
        Ok(UpsertWriter {
            table: self.table.clone(),
            key: Arc::clone(&self.delivery.key),
            version: if self.delivery.versioned { run.incarnation } else { 0 },
            run: run.clone(),
        })
    }
}

#[async_trait]
impl<T: Send + 'static> SinkWriter<T> for UpsertWriter<T> {
    type Commit = NoCommit;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        self.run.faults.reach("memory.write.before").await?;
        let (mut keys, key) = (Vec::new(), &self.key);
        let check = |row: &T| key(row).map(|key| keys.push(key));
        let (taken, answer) = self.table.admit(rows, check).await?;
        let keyed = keys.into_iter().zip(taken);
        self.table.lock().keyed.put(keyed, self.version);
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

impl<T> fmt::Debug for Upsert<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upsert").field("versioned", &self.versioned).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for UpsertWriter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpsertWriter").field("table", &self.table).finish_non_exhaustive()
    }
}
