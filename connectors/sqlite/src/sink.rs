use crate::client::SqliteDatabase;
use crate::{SqliteConfig, SqliteSinkBuilder};
use aqueduct_core::{Delivery, Epoch, EventTime, NoCommit, Result, Row, Run, Sink, SubtaskId};
use aqueduct_sql::{InPlace, Plan, SqlWriter, TableName, Target, Undecided};
use async_trait::async_trait;
use std::fmt;
use std::marker::PhantomData;

/// Writes the rows of one subtask over a connection of its own.
pub type SqliteWriter<T> = SqlWriter<T, SqliteDatabase>;

/// Writes rows to a table of an SQLite file, in the kind of delivery `M`.
///
/// ```
/// use aqueduct_core::WindowResult;
/// use aqueduct_sqlite::{SqliteSink, Upsert};
///
/// let sink: SqliteSink<WindowResult<String, u64>, Upsert> = SqliteSink::builder("shop.db", "totals")
///     .upsert_on(["window_start", "key"])
///     .create_table(true)
///     .build()?;
/// # Ok::<(), aqueduct_core::Error>(())
/// ```
pub struct SqliteSink<T, M> {
    target: Target<SqliteDatabase>,
    mode: M,
    rows: PhantomData<fn(T)>,
}

impl SqliteSink<(), Undecided> {
    /// Sets up a sink that writes to `table` in the file `path`, which may also be a URL that begins with
    /// `sqlite:`. What follows is how: [`upsert_on`](SqliteSinkBuilder::upsert_on),
    /// [`append`](SqliteSinkBuilder::append) or [`dead_letters`](SqliteSinkBuilder::dead_letters).
    pub fn builder(path: impl Into<String>, table: impl Into<TableName>) -> SqliteSinkBuilder<Undecided> {
        let config = SqliteConfig::new(path.into());
        SqliteSinkBuilder { config, table: table.into(), mode: Undecided }
    }
}

impl<T: Row, M: InPlace> SqliteSink<T, M> {
    /// The sink of a configuration: an upsert with `upsert_on` or `dead_letters`, an append without.
    ///
    /// # Errors
    /// As [`build`](SqliteSinkBuilder::build), and for a key that this kind of delivery does not have.
    pub fn from_config(config: SqliteConfig) -> Result<Self> {
        let (table, mode) = (config.table_name(), M::from_config(config.keyed()?)?);
        SqliteSinkBuilder { config, table, mode }.build()
    }
}

impl<T, M> SqliteSink<T, M> {
    pub(crate) fn new(database: SqliteDatabase, plan: Plan, mode: M) -> Self {
        Self { target: Target::new(database, plan), mode, rows: PhantomData }
    }
}

#[async_trait]
impl<T: Row + Send + 'static, M: InPlace> Sink<T> for SqliteSink<T, M> {
    type Commit = NoCommit;
    type Writer = SqliteWriter<T>;

    fn delivery(&self) -> Delivery {
        self.mode.delivery()
    }

    async fn claim(&self, run: &Run) -> Result<Option<Epoch>> {
        self.target.claim(run).await.map(|()| None)
    }

    async fn publish(&self, _: Epoch, _: EventTime, _: &[NoCommit]) -> Result<()> {
        Ok(())
    }

    async fn sweep(&self, _: &Run) -> Result<()> {
        Ok(())
    }

    async fn open(&self, _: SubtaskId, run: &Run) -> Result<SqliteWriter<T>> {
        self.target.open(run).await
    }
}

impl<T, M: fmt::Debug> fmt::Debug for SqliteSink<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteSink").field("target", &self.target).field("mode", &self.mode).finish()
    }
}
