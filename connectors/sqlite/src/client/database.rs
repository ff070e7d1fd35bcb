use super::error::error;
use super::inspect::{self, TableLayout};
use super::session::SqliteSession;
use crate::{SqliteConfig, Synchronous};
use aqueduct_core::{Error, Result};
use aqueduct_sql::{Database, Limits, Plan};
use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use std::str::FromStr;
use std::sync::Arc;
use std::{fmt, path::Path};

/// One SQLite file.
#[derive(Clone)]
pub struct SqliteDatabase {
    options: SqliteConnectOptions,
    create_table: bool,
    mend: bool,
}

impl SqliteDatabase {
    /// # Errors
    /// `Config` naming the path.
    pub(crate) fn new(config: SqliteConfig) -> Result<Self> {
        let wrong = |message: &str| {
            Error::config(message).with("field", "path").with("path", config.path.escape_debug())
        };
        if config.path.is_empty() || config.path.contains('\0') {
            return Err(wrong("the path is empty or holds a NUL character"));
        }
        let options = if config.path.starts_with("sqlite:") {
            let parsed = SqliteConnectOptions::from_str(&config.path);
            parsed.map_err(|e| wrong("not a URL of an SQLite file").because(e))?
        } else {
            SqliteConnectOptions::new().filename(&config.path)
        };
        if config.path.contains(":memory:") || config.path.contains("mode=memory") {
            return Err(wrong("a database in memory is gone before its rows are read"));
        }
        let synchronous = match config.synchronous {
            Synchronous::Full => SqliteSynchronous::Full,
            Synchronous::Normal => SqliteSynchronous::Normal,
        };
        let options = options
            .create_if_missing(config.create_table)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .busy_timeout(config.busy_timeout())
            .disable_statement_logging();
        Ok(Self { options, create_table: config.create_table, mend: config.dead_letters })
    }

    fn path(&self) -> &Path {
        self.options.get_filename()
    }

    async fn open(&self) -> Result<SqliteConnection> {
        let opened = self.options.connect().await;
        opened.map_err(|e| error(e).into_error().with("path", self.path().display()))
    }
}

#[async_trait]
impl Database for SqliteDatabase {
    type Layout = TableLayout;
    type Session = SqliteSession;

    fn limits(&self) -> Limits {
        SqliteConfig::limits()
    }

    async fn inspect(&self, plan: &Plan) -> Result<TableLayout> {
        let mut connection = self.open().await?;
        let layout = inspect::inspect(&mut connection, plan, self.create_table, self.mend).await;
        layout.map_err(|e| e.with("path", self.path().display()))
    }

    async fn connect(&self, layout: &Arc<TableLayout>) -> Result<SqliteSession> {
        Ok(SqliteSession::new(self.open().await?, Arc::clone(layout), self.path().display().to_string()))
    }
}

impl fmt::Debug for SqliteDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteDatabase")
            .field("path", &self.path())
            .field("create_table", &self.create_table)
            .finish_non_exhaustive()
    }
}
