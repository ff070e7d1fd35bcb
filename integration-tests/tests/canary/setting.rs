use crate::outside::fresh;
use crate::real::Topic;
use crate::recorder::Recorded;
use crate::secret::Canary;
use aqueduct_integration_tests::kafka::{Kafka, USER};
use aqueduct_integration_tests::postgres::{DATABASE, Postgres};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection};
use std::str::FromStr;
use tokio::sync::OnceCell;

/// The servers of this test binary. Their passwords are secrets of their own.
struct Servers {
    kafka: Kafka,
    postgres: Postgres,
    password: Canary,
}

/// Servers with a topic, and a user of the database, for one test.
pub(crate) struct Setting {
    servers: &'static Servers,
    pub(crate) topic: Topic,
    /// The user of the database, and the beginning of its tables' names.
    pub(crate) user: String,
    /// For the broker.
    pub(crate) broker: Canary,
    /// For the database.
    pub(crate) database: Canary,
}

impl Setting {
    /// `None`: there is no Docker here.
    pub(crate) async fn new() -> Option<Self> {
        static SERVERS: OnceCell<Option<Servers>> = OnceCell::const_new();
        let servers = SERVERS.get_or_init(Servers::start).await.as_ref()?;
        // Not before: containers are started with their passwords, and that is no business of the project.
        Recorded::get();
        let topic = Topic::on(servers.kafka.brokers(), 1, &[]).await;
        let user = fresh("canary").replace('-', "_");
        let broker = servers.password.clone();
        let setting =
            Self { servers, topic, user, broker, database: Canary::new("password of the database") };
        let Self { user, database, .. } = &setting;
        setting.run(&format!("CREATE ROLE {user} LOGIN PASSWORD '{}'", database.text())).await;
        setting.run(&format!("GRANT CREATE ON SCHEMA public TO {user}")).await;
        Some(setting)
    }

    /// `HOST:PORT` where a password is wanted.
    pub(crate) fn brokers(&self) -> String {
        self.servers.kafka.sasl_brokers()
    }

    /// `HOST:PORT` of the database.
    pub(crate) fn address(&self) -> &str {
        self.servers.postgres.url().split(['@', '/']).nth(3).unwrap()
    }

    /// The URL of the database at this address, with this password.
    pub(crate) fn url(&self, address: &str, password: &Canary) -> String {
        format!("postgres://{}:{}@{address}/{DATABASE}", self.user, password.in_url())
    }

    /// As the owner of the database. Nothing of it is logged.
    pub(crate) async fn client(&self) -> PgConnection {
        let options = PgConnectOptions::from_str(self.servers.postgres.url()).unwrap();
        options.disable_statement_logging().connect().await.unwrap()
    }

    pub(crate) async fn run(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.client().await).await.unwrap();
    }

    /// All rows of a table, as text; bytes are in hexadecimal. None if there is no table.
    pub(crate) async fn rows(&self, table: &str) -> Vec<String> {
        let sql = format!("SELECT row_to_json(t)::text FROM {table} AS t");
        let rows: Result<Vec<(String,)>, _> =
            sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut self.client().await).await;
        rows.unwrap_or_default().into_iter().map(|(row,)| row).collect()
    }
}

impl Servers {
    async fn start() -> Option<Self> {
        let password = Canary::new("password of the broker");
        let login = format!(
            "org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}=\"{}\";",
            password.text()
        );
        let kafka = Kafka::own_with(&[("listener.name.sasl.plain.sasl.jaas.config", &login)]).await?;
        Some(Self { kafka, postgres: Postgres::own().await?, password })
    }
}
