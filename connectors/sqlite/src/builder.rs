use crate::client::{self, SqliteDatabase};
use crate::{SqliteConfig, SqliteSink, Synchronous};
use aqueduct_core::{Error, Result, Row};
use aqueduct_sql::{Append, InPlace, Plan, TableName, Undecided, Upsert};
use std::time::Duration;

/// Sets up a [`SqliteSink`] of the kind of delivery `M`.
#[derive(Clone, Debug)]
pub struct SqliteSinkBuilder<M> {
    pub(crate) config: SqliteConfig,
    pub(crate) table: TableName,
    pub(crate) mode: M,
}

impl SqliteSinkBuilder<Undecided> {
    /// A row replaces the one with the same values in these columns. The table has a unique index or
    /// primary key on exactly these.
    pub fn upsert_on<N: Into<String>>(self, key: impl IntoIterator<Item = N>) -> SqliteSinkBuilder<Upsert> {
        let key = key.into_iter().map(Into::into).collect();
        self.deliver(Upsert { key, version: None })
    }

    /// Rows are added as they come.
    pub fn append(self) -> SqliteSinkBuilder<Append> {
        self.deliver(Append)
    }

    /// The rows are dead letters: an upsert on `(pipeline, stage, coordinates, ordinal)`. What SQLite
    /// could not hold is mended, because a dead letter that is refused ends the run: a time outside of the
    /// years 0 to 9999 becomes the nearest one within.
    pub fn dead_letters(mut self) -> SqliteSinkBuilder<Upsert> {
        self.config.dead_letters = true;
        self.deliver(Upsert::dead_letters())
    }

    fn deliver<M>(self, mode: M) -> SqliteSinkBuilder<M> {
        SqliteSinkBuilder { config: self.config, table: self.table, mode }
    }
}

impl SqliteSinkBuilder<Upsert> {
    /// Keeps a version in this column, an integer: a row that a newer start of the pipeline wrote is left
    /// alone. Default: none, and whoever writes last wins.
    #[must_use]
    pub fn version_column(mut self, name: impl Into<String>) -> Self {
        self.mode.version = Some(name.into());
        self
    }
}

impl<M> SqliteSinkBuilder<M> {
    /// Whether the file and the table are made if they are not there. Default: false.
    #[must_use]
    pub fn create_table(mut self, create: bool) -> Self {
        self.config.create_table = create;
        self
    }

    /// How long a write waits for another writer. Default: 30 seconds.
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.config.busy_timeout_ms = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// What a commit waits for. Default: [`Synchronous::Full`].
    #[must_use]
    pub fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.config.synchronous = synchronous;
        self
    }
}

impl<M: InPlace> SqliteSinkBuilder<M> {
    /// Checks all that can be checked without opening the file.
    ///
    /// # Errors
    /// `Config` naming the field, the table, the column: a path that is empty or means memory, names that
    /// cannot be names, a key that the row does not have.
    pub fn build<T: Row>(self) -> Result<SqliteSink<T, M>> {
        let Self { config, table, mode } = self;
        // SQLite counts milliseconds in 32 bits.
        if config.busy_timeout_ms > i32::MAX as u64 {
            return Err(Error::config("the time is too long").with("field", "busy_timeout_ms"));
        }
        let plan = Plan::of::<T>(&client::DIALECT, table, &mode)?;
        Ok(SqliteSink::new(SqliteDatabase::new(config)?, plan, mode))
    }
}
