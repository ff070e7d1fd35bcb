use crate::Database;
use crate::batch::Batch;
use crate::deliver::deliver;
use crate::target::Shared;
use aqueduct_core::{Epoch, Error, NoCommit, Prepared, Record, Refused, Result, Row, Run, SinkWriter};
use async_trait::async_trait;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// Writes the rows of one subtask over a connection of its own. They are visible when `write` returns.
///
/// The rows of one call are one transaction: after an error all of them are left, and none was written
/// unless the answer to the commit was lost. The connection is given up then, and the next call opens
/// another.
///
/// A call that is dropped before it ends gives up the connection; its rows may be written or not.
pub struct SqlWriter<T, D: Database> {
    shared: Arc<Shared<D>>,
    layout: Arc<D::Layout>,
    session: Option<D::Session>,
    run: Run,
    rows: PhantomData<fn(T)>,
}

impl<T: Row, D: Database> SqlWriter<T, D> {
    pub(crate) async fn open(shared: Arc<Shared<D>>, layout: Arc<D::Layout>, run: &Run) -> Result<Self> {
        shared.version.now(run.incarnation)?;
        let session = Some(shared.database.connect(&layout).await?);
        Ok(Self { shared, layout, session, run: run.clone(), rows: PhantomData })
    }

    async fn session(&mut self) -> Result<D::Session> {
        match self.session.take() {
            Some(session) => Ok(session),
            None => {
                self.shared.version.rise();
                self.shared.database.connect(&self.layout).await
            }
        }
    }

    /// The rows that are refused, by their place.
    ///
    /// The future holds the batch, whose values are `Sync`, and never the rows: they need not be.
    fn deliver<'w>(
        &'w mut self,
        rows: &'w [Record<T>],
    ) -> impl Future<Output = Result<Vec<(u32, Error)>>> + Send + 'w {
        let limits = self.shared.database.limits();
        let batch = Batch::of(rows, &self.shared.plan, &*self.layout, limits);
        self.send(batch)
    }

    async fn send(&mut self, batch: Result<(Batch<'_>, Vec<(u32, Error)>)>) -> Result<Vec<(u32, Error)>> {
        let (mut batch, mut refused) = batch?;
        let mut session = self.session().await?;
        let version = self.shared.version.now(self.run.incarnation)?;
        let also = deliver(&mut session, &mut batch, version).await?;
        self.session = Some(session);
        refused.extend(also);
        refused.sort_unstable_by_key(|(row, _)| *row);
        Ok(refused)
    }
}

#[async_trait]
impl<T: Row + Send + 'static, D: Database> SinkWriter<T> for SqlWriter<T, D> {
    type Commit = NoCommit;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.run.faults.reach("sql.write.before").await?;
        let refused = self.deliver(rows).await?;
        let refused = take(rows, refused);
        self.run.faults.reach("sql.write.after").await?;
        Ok(refused)
    }

    async fn prepare(&mut self, _: Epoch) -> Result<Prepared<T, NoCommit>> {
        Ok(Prepared::nothing())
    }

    async fn commit(&mut self, _: Epoch) -> Result<()> {
        Ok(())
    }
}

/// Empties `rows`, of which these are refused, in the order of their places.
fn take<T>(rows: &mut Vec<Record<T>>, refused: Vec<(u32, Error)>) -> Vec<Refused<T>> {
    let mut reasons = refused.into_iter().peekable();
    let mut back = Vec::with_capacity(reasons.len());
    for (nth, row) in rows.drain(..).enumerate() {
        if let Some((_, reason)) = reasons.next_if(|(at, _)| *at as usize == nth) {
            back.push(Refused { row, nth: Some(nth), reason });
        }
    }
    back
}

impl<T, D: Database> fmt::Debug for SqlWriter<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlWriter")
            .field("database", &self.shared.database)
            .field("table", &self.shared.plan.table)
            .field("connected", &self.session.is_some())
            .finish_non_exhaustive()
    }
}
