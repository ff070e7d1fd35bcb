//! A Kafka broker.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

use crate::container::Recipe;
use crate::proxy::Proxy;
use crate::server::{Kind, Server, Shared};

/// The user of the SASL listener.
pub const USER: &str = "aqueduct";
/// Its password.
pub const PASSWORD: &str = "aqueduct-secret";

/// One broker, whose topics have one replica. Writing creates no topic. Expired records are looked for every second.
pub type Kafka = Server<Broker>;

impl Kafka {
    /// `127.0.0.1:PORT`, neither encrypted nor authenticated.
    pub fn brokers(&self) -> &str {
        self.address()
    }

    /// `127.0.0.1:PORT` for `SASL_PLAINTEXT` with PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512, as [`USER`] with [`PASSWORD`].
    ///
    /// # Panics
    /// With the user's own broker, of which we know one listener: such tests take [`own`](Self::own).
    pub fn sasl_brokers(&self) -> String {
        local(self.ports()[1])
    }

    /// `127.0.0.1:PORT` for TLS, with [`ca_certificate`](Self::ca_certificate) as `ssl.ca.location`.
    ///
    /// # Panics
    /// With the user's own broker, as [`sasl_brokers`](Self::sasl_brokers).
    pub fn ssl_brokers(&self) -> String {
        local(self.ports()[2])
    }

    /// A network between this broker and clients that know it by the [`address`](Proxy::address): the broker sends them
    /// there again, where it would send others past the proxy. One at a time.
    ///
    /// # Panics
    /// With the user's own broker, and while there is another.
    pub async fn proxy(&self) -> Proxy {
        Proxy::between(self.ports()[4], &local(self.ports()[3])).await
    }
}

/// The kind of server that [`Kafka`] is.
#[derive(Debug)]
pub struct Broker;

impl Kind for Broker {
    const RECIPE: Recipe = Recipe {
        name: "kafka",
        ports: &[9092, 9095, 9096, 9097],
        proxies: 1,
        files: &["entrypoint.sh", "server.properties"],
        user: None,
    };

    const AUTHORITY: &'static str = "/var/lib/kafka/tls/ca.pem";

    fn environment(ports: &[u16], settings: &[(String, String)]) -> Vec<(String, String)> {
        let seen = [ports[0], ports[1], ports[2], ports[4]];
        let names =
            ["ADVERTISED_PORT", "ADVERTISED_SASL_PORT", "ADVERTISED_SSL_PORT", "ADVERTISED_PROXY_PORT"];
        let listeners = names.into_iter().zip(seen).map(|(name, port)| (name.to_owned(), port.to_string()));
        let user = [("SASL_USER", USER), ("SASL_PASSWORD", PASSWORD)]
            .map(|(name, value)| (name.into(), value.into()));
        let properties = settings
            .iter()
            .map(|(key, value)| (format!("KAFKA_PROP_{}", key.replace('.', "__")), value.clone()));
        listeners.chain(user).chain(properties).collect()
    }

    fn arguments(_: &[(String, String)]) -> Vec<String> {
        Vec::new()
    }

    fn url(ports: &[u16]) -> String {
        local(ports[0])
    }

    async fn ask(url: String) -> Result<(), String> {
        match tokio::task::spawn_blocking(move || leads_all(&url)).await {
            Ok(answer) => answer,
            Err(failure) => Err(failure.to_string()),
        }
    }

    fn shared() -> &'static Shared<Self> {
        static SHARED: Shared<Broker> = Shared::none();
        &SHARED
    }
}

fn local(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// A broker that was just started answers before it is anybody's leader.
fn leads_all(brokers: &str) -> Result<(), String> {
    let client: BaseConsumer =
        ClientConfig::new().set("bootstrap.servers", brokers).create().map_err(|error| error.to_string())?;
    let metadata = client.fetch_metadata(None, Duration::from_secs(2)).map_err(|error| error.to_string())?;
    if metadata.brokers().is_empty() {
        return Err("it knows of no broker".into());
    }
    for topic in metadata.topics() {
        if let Some(partition) = topic.partitions().iter().find(|partition| partition.leader() < 0) {
            return Err(format!("{} {} has no leader", topic.name(), partition.id()));
        }
    }
    Ok(())
}
