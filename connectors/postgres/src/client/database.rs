use super::error::{failure, not_connected};
use super::inspect::{self, TableLayout};
use super::options::{address, options};
use super::session::{Link, PostgresSession};
use crate::PostgresConfig;
use aqueduct_core::{Error, ErrorKind, Result};
use aqueduct_sql::{Database, Limits, Plan};
use async_trait::async_trait;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, future::Future};

/// One PostgreSQL server, and who we are there.
#[derive(Clone)]
pub struct PostgresDatabase {
    options: PgConnectOptions,
    address: Arc<str>,
    limits: Limits,
    connect_timeout: Duration,
    timeout: Duration,
    create_table: bool,
    mend: bool,
}

impl PostgresDatabase {
    /// # Errors
    /// `Config` naming the field.
    pub(crate) fn new(config: &PostgresConfig) -> Result<Self> {
        let options = options(config)?;
        Ok(Self {
            address: address(&options).into(),
            options,
            limits: config.limits(),
            connect_timeout: config.connect_timeout(),
            timeout: config.timeout(),
            create_table: config.create_table,
            mend: config.dead_letters,
        })
    }

    /// Connects and sets up the session, within the time for it. Nothing is kept of an attempt that takes
    /// longer.
    async fn link(&self) -> Result<Link> {
        let connecting = async {
            let socket = self.options.get_socket().is_some();
            let mut connection = self.options.connect().await.map_err(|e| not_connected(e, socket))?;
            self.set_up(&mut connection).await.map_err(|e| failure(e).into_error())?;
            Ok(connection)
        };
        let connection = self.in_time(connecting).await.map_err(|e| self.place(e))?;
        // The server gives up first: it knows more.
        Ok(Link::new(connection, Arc::clone(&self.address), self.timeout * 2))
    }

    async fn in_time<O>(&self, connecting: impl Future<Output = Result<O>>) -> Result<O> {
        tokio::time::timeout(self.connect_timeout, connecting).await.unwrap_or_else(|_| {
            let error = Error::new(ErrorKind::Unavailable, "connecting to the server takes too long");
            Err(error.with("connect_timeout", format_args!("{:?}", self.connect_timeout)))
        })
    }

    /// A server that waits for nobody for ever: a client that is gone leaves no locks behind. And one that
    /// says "committed" when it is.
    async fn set_up(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let millis = self.timeout.as_millis().to_string();
        let settings = sqlx::query(
            "SELECT set_config('statement_timeout', $1, false), \
             set_config('idle_in_transaction_session_timeout', $1, false), \
             set_config('tcp_user_timeout', $1, false), \
             set_config('tcp_keepalives_idle', '30', false), \
             set_config('tcp_keepalives_interval', '10', false), \
             set_config('tcp_keepalives_count', '3', false), \
             set_config('client_min_messages', 'error', false), \
             set_config('synchronous_commit', CASE s.now WHEN 'off' THEN 'on' ELSE s.now END, false) \
             FROM (VALUES (current_setting('synchronous_commit'))) AS s(now)",
        );
        settings.persistent(false).bind(millis).execute(connection).await.map(|_| ())
    }

    fn place(&self, error: Error) -> Error {
        let error = error.with("address", &self.address);
        match self.options.get_database() {
            Some(database) => error.with("database", database),
            None => error,
        }
    }
}

#[async_trait]
impl Database for PostgresDatabase {
    type Layout = TableLayout;
    type Session = PostgresSession;

    fn limits(&self) -> Limits {
        self.limits
    }

    async fn inspect(&self, plan: &Plan) -> Result<TableLayout> {
        let mut link = self.link().await?;
        let layout = inspect::inspect(&mut link, plan, self.create_table, self.mend).await;
        link.close().await;
        layout.map_err(|e| e.with("address", &self.address))
    }

    async fn connect(&self, layout: &Arc<TableLayout>) -> Result<PostgresSession> {
        Ok(PostgresSession::new(self.link().await?, Arc::clone(layout)))
    }
}

impl fmt::Debug for PostgresDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresDatabase")
            .field("address", &self.address)
            .field("database", &self.options.get_database())
            .field("user", &self.options.get_username())
            .finish_non_exhaustive()
    }
}
