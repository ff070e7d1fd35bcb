mod isolation;
pub(crate) mod names;
mod private;
mod raw;
mod sasl;
mod start;
mod tls;
mod validate;

pub use isolation::Isolation;
pub use sasl::{Mechanism, Sasl};
pub use start::Start;
pub use tls::Tls;

use aqueduct_core::Secret;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// What is read and how, as serde data: unknown keys are refused. [`KafkaSourceBuilder`] has a setter
/// for each field, and documents it.
///
/// ```
/// use aqueduct_core::decode::Text;
/// use aqueduct_kafka::{KafkaConfig, KafkaSource};
/// let config: KafkaConfig = toml::from_str(r#"
///     brokers = "kafka-1:9092,kafka-2:9092"
///     topics = ["orders", "returns"]
///     start = { timestamp = "2026-01-01T00:00:00Z" }
///     group = "billing"
///
///     [sasl]
///     mechanism = "PLAIN"
///     username = "billing"
///     password = "hunter2"
/// "#).unwrap();
/// let source = KafkaSource::from_config(config).decode(Text).build().unwrap();
/// assert!(!format!("{source:?}").contains("hunter2"));
///
/// let typo = toml::from_str::<KafkaConfig>("brokers = 'kafka:9092'\ntopcs = ['orders']").unwrap_err();
/// assert!(typo.to_string().contains("topcs"));
/// ```
///
/// [`KafkaSourceBuilder`]: crate::KafkaSourceBuilder
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KafkaConfig {
    /// `host:port` of some brokers, separated by commas; the others are found through them.
    pub brokers: String,
    /// The topics to read. Either these or `pattern`.
    #[serde(default)]
    pub topics: Vec<String>,
    /// A regular expression for whole topic names. Either this or `topics`.
    #[serde(default)]
    pub pattern: Option<String>,
    /// Where to begin without a checkpoint. Default: earliest.
    #[serde(default)]
    pub start: Start,
    /// Whether to end at the present end. Default: false.
    #[serde(default)]
    pub bounded: bool,
    /// Which transactional records are read. Default: committed ones.
    #[serde(default)]
    pub isolation: Isolation,
    /// The consumer group that shows the progress to lag tools. Default: none.
    #[serde(default)]
    pub group: Option<String>,
    /// TLS. Default: none.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// Who we are. Default: nobody.
    #[serde(default)]
    pub sasl: Option<Sasl>,
    /// The most records of a batch. Default: 1,024.
    #[serde(default = "defaults::max_batch_records")]
    pub max_batch_records: usize,
    /// The most bytes of a batch. Default: 1 MiB.
    #[serde(default = "defaults::max_batch_bytes")]
    pub max_batch_bytes: usize,
    /// The most bytes read ahead, per reader. Default: 16 MiB.
    #[serde(default = "defaults::prefetch_bytes")]
    pub prefetch_bytes: usize,
    /// How long a call to the brokers may take, in milliseconds. Default: 10,000.
    #[serde(default = "defaults::timeout_ms")]
    pub timeout_ms: u64,
    /// How long brokers may be away while reading, in milliseconds. Default: 30,000.
    #[serde(default = "defaults::outage_ms")]
    pub outage_ms: u64,
    /// How long a partition with unread records may be silent, in milliseconds. Default: 60,000.
    #[serde(default = "defaults::stall_ms")]
    pub stall_ms: u64,
    /// Further properties of librdkafka. Default: none.
    #[serde(default)]
    pub raw: BTreeMap<String, Secret>,
}

impl KafkaConfig {
    /// Reads these topics, with the defaults for all else.
    pub fn new(brokers: impl Into<String>, topics: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            brokers: brokers.into(),
            topics: topics.into_iter().map(Into::into).collect(),
            pattern: None,
            start: Start::default(),
            bounded: false,
            isolation: Isolation::default(),
            group: None,
            tls: None,
            sasl: None,
            max_batch_records: defaults::max_batch_records(),
            max_batch_bytes: defaults::max_batch_bytes(),
            prefetch_bytes: defaults::prefetch_bytes(),
            timeout_ms: defaults::timeout_ms(),
            outage_ms: defaults::outage_ms(),
            stall_ms: defaults::stall_ms(),
            raw: BTreeMap::new(),
        }
    }

    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    pub(crate) fn outage(&self) -> Duration {
        Duration::from_millis(self.outage_ms)
    }

    pub(crate) fn stall(&self) -> Duration {
        Duration::from_millis(self.stall_ms)
    }
}

mod defaults {
    pub(super) fn max_batch_records() -> usize {
        1_024
    }

    pub(super) fn max_batch_bytes() -> usize {
        1 << 20
    }

    pub(super) fn prefetch_bytes() -> usize {
        16 << 20
    }

    pub(super) fn timeout_ms() -> u64 {
        10_000
    }

    pub(super) fn outage_ms() -> u64 {
        30_000
    }

    pub(super) fn stall_ms() -> u64 {
        60_000
    }
}
