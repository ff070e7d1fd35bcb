use aqueduct::kafka::rdkafka::mocking::MockCluster;
use aqueduct::kafka::rdkafka::producer::DefaultProducerContext;
use aqueduct::{Error, Result};
use std::fmt;

/// A Kafka broker in this process: the one that the client library has for its own tests. It listens on
/// 127.0.0.1 and is gone when it is dropped.
///
/// Of each partition it keeps five MiB, as they are sent, and drops the oldest beyond that. It stays on
/// the thread that has started it.
pub struct Embedded {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl Embedded {
    /// Starts it, without topics.
    ///
    /// # Errors
    /// `Internal` when it cannot listen.
    pub fn start() -> Result<Self> {
        let cluster = MockCluster::new(1);
        let cluster = cluster.map_err(|error| Error::internal("the broker does not start").because(error))?;
        Ok(Self { cluster })
    }

    /// `HOST:PORT`.
    pub fn brokers(&self) -> String {
        self.cluster.bootstrap_servers()
    }

    /// Makes a topic.
    ///
    /// # Errors
    /// `Config` with its name, when it is there already or cannot be.
    pub fn create_topic(&self, topic: &str, partitions: i32) -> Result<()> {
        let made = self.cluster.create_topic(topic, partitions, 1);
        made.map_err(|error| Error::config("cannot make the topic").with("topic", topic).because(error))
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").field("brokers", &self.brokers()).finish_non_exhaustive()
    }
}
