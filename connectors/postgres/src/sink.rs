use crate::client::PostgresDatabase;
use crate::{PostgresConfig, PostgresSinkBuilder};
use aqueduct_core::{Delivery, Epoch, EventTime, NoCommit, Result, Row, Run, Secret, Sink, SubtaskId};
use aqueduct_sql::{InPlace, Plan, SqlWriter, TableName, Target, Undecided};
use async_trait::async_trait;
use std::fmt;
use std::marker::PhantomData;

/// Writes the rows of one subtask over a connection of its own.
pub type PostgresWriter<T> = SqlWriter<T, PostgresDatabase>;

/// Writes rows to a table of a PostgreSQL server, in the kind of delivery `M`.
///
/// ```
/// use aqueduct_core::WindowResult;
/// use aqueduct_postgres::{PostgresSink, Upsert};
///
/// let url = "postgres://app@db.example/shop";
/// let sink: PostgresSink<WindowResult<String, u64>, Upsert> = PostgresSink::builder(url, "totals")
///     .upsert_on(["window_start", "key"])
///     .version_column("version")
///     .build()?;
/// # Ok::<(), aqueduct_core::Error>(())
/// ```
pub struct PostgresSink<T, M> {
    target: Target<PostgresDatabase>,
    mode: M,
    rows: PhantomData<fn(T)>,
}

impl PostgresSink<(), Undecided> {
    /// Sets up a sink that writes to `table` at `postgres://user:password@host:port/database`. What
    /// follows is how: [`upsert_on`](PostgresSinkBuilder::upsert_on),
    /// [`append`](PostgresSinkBuilder::append) or [`dead_letters`](PostgresSinkBuilder::dead_letters).
    pub fn builder(url: impl Into<Secret>, table: impl Into<TableName>) -> PostgresSinkBuilder<Undecided> {
        let config = PostgresConfig::new(url.into());
        PostgresSinkBuilder { config, table: table.into(), mode: Undecided }
    }
}

impl<T: Row, M: InPlace> PostgresSink<T, M> {
    /// The sink of a configuration: an upsert with `upsert_on` or `dead_letters`, an append without.
    ///
    /// # Errors
    /// As [`build`](PostgresSinkBuilder::build), and for a key that this kind of delivery does not have.
    pub fn from_config(config: PostgresConfig) -> Result<Self> {
        let (table, mode) = (config.table_name(), M::from_config(config.keyed()?)?);
        PostgresSinkBuilder { config, table, mode }.build()
    }
}

impl<T, M> PostgresSink<T, M> {
    pub(crate) fn new(database: PostgresDatabase, plan: Plan, mode: M) -> Self {
        Self { target: Target::new(database, plan), mode, rows: PhantomData }
    }
}

#[async_trait]
impl<T: Row + Send + 'static, M: InPlace> Sink<T> for PostgresSink<T, M> {
    type Commit = NoCommit;
    type Writer = PostgresWriter<T>;

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

    async fn open(&self, _: SubtaskId, run: &Run) -> Result<PostgresWriter<T>> {
        self.target.open(run).await
    }
}

impl<T, M: fmt::Debug> fmt::Debug for PostgresSink<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSink").field("target", &self.target).field("mode", &self.mode).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct_core::{DeadLetter, ErrorKind, WindowResult};
    use aqueduct_sql::{Append, Upsert};

    type Row = WindowResult<String, u64>;

    fn config(more: &str) -> PostgresConfig {
        toml::from_str(&format!("url = 'postgres://app:geheim@db/shop'\ntable = 't'\n{more}")).unwrap()
    }

    #[test]
    fn the_configuration_says_which_kind_it_is() {
        let append = |more| PostgresSink::<Row, Append>::from_config(config(more));
        let upsert = |more| PostgresSink::<Row, Upsert>::from_config(config(more));
        assert_eq!(append("").unwrap().delivery(), Delivery::Append);
        let sink = upsert("upsert_on = ['key']\nversion_column = 'v'\ntls = 'require'").unwrap();
        assert_eq!(sink.delivery(), Delivery::Upsert);
        assert!(!format!("{sink:?}").contains("geheim"));
        PostgresSink::<DeadLetter, Upsert>::from_config(config("dead_letters = true")).unwrap();

        let errors = [
            (upsert("").unwrap_err(), "upsert_on"),
            (append("upsert_on = ['key']").unwrap_err(), "upsert_on"),
            (append("version_column = 'v'").unwrap_err(), "version_column"),
            (append("timeout_ms = 0").unwrap_err(), "timeout_ms"),
            (append("root_certificate = '/no/such/file'").unwrap_err(), "root_certificate"),
        ];
        for (error, field) in errors {
            assert_eq!((error.kind(), error.context("field")), (ErrorKind::Config, Some(field)));
        }
    }
}
