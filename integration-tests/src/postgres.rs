//! A PostgreSQL server.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::container::Recipe;
use crate::proxy::Proxy;
use crate::server::{Kind, Server, Shared};

/// The owner of the database.
pub const USER: &str = "app";
/// Its password.
pub const PASSWORD: &str = "secret";
/// The database.
pub const DATABASE: &str = "appdb";

/// One server with the database `appdb`, whose commits survive a kill (`fsync` is on unless a setting says otherwise).
/// It offers TLS and does not ask for it.
pub type Postgres = Server<Database>;

impl Postgres {
    /// `postgres://app:secret@127.0.0.1:PORT/appdb`.
    pub fn url(&self) -> &str {
        self.address()
    }

    /// The same with the server's certificate checked in full.
    ///
    /// # Panics
    /// With the user's own server.
    pub fn tls_url(&self) -> String {
        format!("{}?sslmode=verify-full&sslrootcert={}", self.address(), self.ca_certificate().display())
    }

    /// A network between this server and clients that use [`url_through`](Self::url_through).
    ///
    /// # Panics
    /// With the user's own server.
    pub async fn proxy(&self) -> Proxy {
        Proxy::to(&format!("127.0.0.1:{}", self.ports()[0])).await
    }

    /// The URL of this server behind a proxy.
    pub fn url_through(&self, proxy: &Proxy) -> String {
        at(proxy.address())
    }
}

/// The kind of server that [`Postgres`] is.
#[derive(Debug)]
pub struct Database;

impl Kind for Database {
    const RECIPE: Recipe = Recipe {
        name: "postgres",
        ports: &[5432],
        proxies: 0,
        files: &["entrypoint.sh"],
        user: Some("postgres"),
    };

    const AUTHORITY: &'static str = "/tmp/ca.pem";

    fn environment(_: &[u16], _: &[(String, String)]) -> Vec<(String, String)> {
        [
            ("POSTGRES_USER", USER),
            ("POSTGRES_PASSWORD", PASSWORD),
            ("POSTGRES_DB", DATABASE),
            ("POSTGRES_TLS", "1"),
        ]
        .map(|(name, value)| (name.into(), value.into()))
        .into()
    }

    fn arguments(settings: &[(String, String)]) -> Vec<String> {
        settings.iter().flat_map(|(key, value)| ["-c".into(), format!("{key}={value}")]).collect()
    }

    fn url(ports: &[u16]) -> String {
        at(&format!("127.0.0.1:{}", ports[0]))
    }

    async fn ask(url: String) -> Result<(), String> {
        let asked = async {
            let mut connection =
                PgConnectOptions::from_str(&url)?.disable_statement_logging().connect().await?;
            sqlx::query("SELECT 1").execute(&mut connection).await?;
            connection.close().await
        };
        asked.await.map_err(|error: sqlx::Error| error.to_string())
    }

    fn shared() -> &'static Shared<Self> {
        static SHARED: Shared<Database> = Shared::none();
        &SHARED
    }
}

fn at(address: &str) -> String {
    format!("postgres://{USER}:{PASSWORD}@{address}/{DATABASE}")
}
