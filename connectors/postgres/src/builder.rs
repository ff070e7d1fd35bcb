use crate::client::{self, PostgresDatabase};
use crate::{PostgresConfig, PostgresSink, Tls};
use aqueduct_core::{Result, Row, Secret};
use aqueduct_sql::{Append, InPlace, Plan, TableName, Undecided, Upsert};
use std::path::PathBuf;
use std::time::Duration;

/// Sets up a [`PostgresSink`] of the kind of delivery `M`.
#[derive(Clone, Debug)]
pub struct PostgresSinkBuilder<M> {
    pub(crate) config: PostgresConfig,
    pub(crate) table: TableName,
    pub(crate) mode: M,
}

impl PostgresSinkBuilder<Undecided> {
    /// A row replaces the one with the same values in these columns. The table has a unique index or
    /// primary key on exactly these.
    pub fn upsert_on<N: Into<String>>(self, key: impl IntoIterator<Item = N>) -> PostgresSinkBuilder<Upsert> {
        let key = key.into_iter().map(Into::into).collect();
        self.deliver(Upsert { key, version: None })
    }

    /// Rows are added as they come.
    pub fn append(self) -> PostgresSinkBuilder<Append> {
        self.deliver(Append)
    }

    /// The rows are dead letters: an upsert on `(pipeline, stage, coordinates, ordinal)`. What PostgreSQL
    /// could not hold is mended, because a dead letter that is refused ends the run: a NUL character in a
    /// text becomes `␀` and a time before 4714 BC becomes `-infinity`. Keys and payloads are bytes and stay
    /// as they are.
    pub fn dead_letters(mut self) -> PostgresSinkBuilder<Upsert> {
        self.config.dead_letters = true;
        self.deliver(Upsert::dead_letters())
    }

    fn deliver<M>(self, mode: M) -> PostgresSinkBuilder<M> {
        PostgresSinkBuilder { config: self.config, table: self.table, mode }
    }
}

impl PostgresSinkBuilder<Upsert> {
    /// Keeps a version in this column, a `bigint`: a row that a newer start of the pipeline wrote, or a
    /// newer connection of this one, is left alone. Default: none, and whoever writes last wins.
    #[must_use]
    pub fn version_column(mut self, name: impl Into<String>) -> Self {
        self.mode.version = Some(name.into());
        self
    }
}

impl<M> PostgresSinkBuilder<M> {
    /// The password, if it is not in the URL.
    #[must_use]
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        self.config.password = Some(password.into());
        self
    }

    /// Whether the table is made if it is not there. Default: false.
    #[must_use]
    pub fn create_table(mut self, create: bool) -> Self {
        self.config.create_table = create;
        self
    }

    /// How much the connection is protected. Default: [`Tls::VerifyFull`], whatever the URL says; for a
    /// server on this machine what the URL says, else [`Tls::Prefer`].
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.config.tls = Some(tls);
        self
    }

    /// A file with the certificates, in PEM, of authorities to trust besides the public ones.
    #[must_use]
    pub fn root_certificate(mut self, file: impl Into<PathBuf>) -> Self {
        self.config.root_certificate = Some(file.into());
        self
    }

    /// How long connecting may take. Default: 10 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout_ms = millis(timeout);
        self
    }

    /// How long one statement may take on the server, and how long a transaction may be idle there. After
    /// twice that without an answer the connection is given up. Default: 30 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout_ms = millis(timeout);
        self
    }

    /// The most rows of one statement. Default: 5,000.
    #[must_use]
    pub fn chunk_rows(mut self, rows: usize) -> Self {
        self.config.chunk_rows = rows;
        self
    }

    /// The most bytes of values in one statement; a larger row goes alone. Default: 8 MiB.
    #[must_use]
    pub fn chunk_bytes(mut self, bytes: usize) -> Self {
        self.config.chunk_bytes = bytes;
        self
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl<M: InPlace> PostgresSinkBuilder<M> {
    /// Checks all that can be checked without dialling.
    ///
    /// # Errors
    /// `Config` naming the field, the table, the column: a URL that is none or has a parameter that is
    /// not known, a certificate that cannot be read, names that cannot be names, a key that the row does
    /// not have.
    pub fn build<T: Row>(self) -> Result<PostgresSink<T, M>> {
        let Self { config, table, mode } = self;
        config.check()?;
        let plan = Plan::of::<T>(&client::DIALECT, table, &mode)?;
        Ok(PostgresSink::new(PostgresDatabase::new(&config)?, plan, mode))
    }
}
