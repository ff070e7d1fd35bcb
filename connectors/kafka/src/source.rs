use crate::builder::KafkaSourceBuilder;
use crate::client::Properties;
use crate::config::KafkaConfig;
use crate::consumer::{self, on_thread};
use crate::discover::Discovery;
use crate::reader::KafkaReader;
use crate::split::KafkaSplit;
use aqueduct_core::{Boundedness, Decode, Discovered, Result, Source, SplitId};
use async_trait::async_trait;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Reads topics of Kafka, one split for each partition. See the crate's documentation.
///
/// ```
/// use aqueduct_core::decode::Json;
/// use aqueduct_kafka::KafkaSource;
/// # #[derive(serde::Deserialize)]
/// # struct Order;
/// let source = KafkaSource::builder("kafka:9092", ["orders"])
///     .group("billing")
///     .decode(Json::<Order>::new())
///     .build()?;
/// # Ok::<(), aqueduct_core::Error>(())
/// ```
pub struct KafkaSource<D> {
    config: KafkaConfig,
    properties: Properties,
    decoder: D,
    /// Kept from one discovery to the next.
    discovery: Arc<Mutex<Option<Discovery>>>,
}

impl KafkaSource<()> {
    /// Reads these topics. `brokers`: `host:port` of some, separated by commas.
    pub fn builder(
        brokers: impl Into<String>,
        topics: impl IntoIterator<Item = impl Into<String>>,
    ) -> KafkaSourceBuilder {
        KafkaSourceBuilder::new(KafkaConfig::new(brokers, topics))
    }

    /// Reads all topics whose whole name matches this regular expression, also those that appear later.
    /// Topics of the brokers themselves (`__consumer_offsets`) are left out, unless the pattern begins
    /// with `__` as well.
    pub fn matching(brokers: impl Into<String>, pattern: impl Into<String>) -> KafkaSourceBuilder {
        let none: [String; 0] = [];
        KafkaSourceBuilder::new(KafkaConfig {
            pattern: Some(pattern.into()),
            ..KafkaConfig::new(brokers, none)
        })
    }

    /// Reads what a configuration says.
    pub fn from_config(config: KafkaConfig) -> KafkaSourceBuilder {
        KafkaSourceBuilder::new(config)
    }
}

impl<D: Decode> KafkaSource<D> {
    pub(crate) fn new(config: KafkaConfig, decoder: D) -> Result<Self> {
        config.validate()?;
        let properties = Properties::new(&config)?;
        Ok(Self { config, properties, decoder, discovery: Arc::default() })
    }
}

#[async_trait]
impl<D: Decode> Source for KafkaSource<D> {
    type Item = D::Item;
    type Split = KafkaSplit;
    type Reader = KafkaReader<D::Item>;

    fn boundedness(&self) -> Boundedness {
        if self.config.bounded { Boundedness::Bounded } else { Boundedness::Unbounded }
    }

    fn has_time(&self) -> bool {
        true
    }

    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Discovered<KafkaSplit>> {
        let (config, properties) = (self.config.clone(), self.properties.clone().quiet());
        let (kept, ended) = (Arc::clone(&self.discovery), ended.to_vec());
        on_thread("kafka-discover", move || {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            // One that failed is made anew next time.
            let discovery = match kept.take() {
                Some(discovery) => discovery,
                None => Discovery::new(&properties)?,
            };
            let found = discovery.run(&config, first, &ended)?;
            *kept = Some(discovery);
            Ok(found)
        })
        .await
    }

    async fn open(&self, splits: Vec<KafkaSplit>) -> Result<KafkaReader<D::Item>> {
        let decoder = self.decoder.clone();
        let link = consumer::start(&self.config, &self.properties, decoder, splits.clone()).await?;
        Ok(KafkaReader::new(link, splits))
    }
}

impl<D> fmt::Debug for KafkaSource<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaSource").field("config", &self.config).finish_non_exhaustive()
    }
}
