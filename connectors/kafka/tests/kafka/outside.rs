//! Kafka past the code under test. Shared with `integration-tests`.

use aqueduct_kafka::rdkafka;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A name that no other test has.
pub(crate) fn fresh(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros();
    format!("{prefix}-{}-{now}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A message to publish.
#[derive(Default)]
pub(crate) struct Sent<'s> {
    pub(crate) payload: Option<&'s [u8]>,
    pub(crate) key: Option<&'s [u8]>,
    pub(crate) headers: Vec<(&'s str, Option<&'s [u8]>)>,
    pub(crate) millis: Option<i64>,
}

/// Publishes, and returns when the broker has taken everything.
pub(crate) struct Publisher(BaseProducer);

impl Publisher {
    pub(crate) fn new(brokers: &str) -> Self {
        Self::with(brokers, &[])
    }

    pub(crate) fn with(brokers: &str, properties: &[(&str, &str)]) -> Self {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", brokers).set("linger.ms", "1");
        config.set("message.timeout.ms", "20000").set("message.max.bytes", "11000000");
        // Or what is sent again, to a topic that is not ready yet, comes behind what was sent after it.
        config.set("enable.idempotence", "true");
        for (property, value) in properties {
            config.set(*property, *value);
        }
        Self(config.create().unwrap())
    }

    #[allow(dead_code, reason = "the mock has no transactions that end in order")]
    pub(crate) fn producer(&self) -> &BaseProducer {
        &self.0
    }

    pub(crate) fn send(&self, topic: &str, partition: i32, message: &Sent<'_>) {
        let mut record = BaseRecord::<[u8], [u8]>::to(topic).partition(partition);
        record.payload = message.payload;
        record.key = message.key;
        record.timestamp = message.millis;
        if !message.headers.is_empty() {
            let empty = OwnedHeaders::new();
            let all = message
                .headers
                .iter()
                .fold(empty, |all, (key, value)| all.insert(Header { key, value: *value }));
            record = record.headers(all);
        }
        let full = |error: &KafkaError| error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull);
        let mut sent = self.0.send(record);
        while let Err((error, record)) = sent {
            assert!(full(&error), "{error}");
            self.0.poll(Duration::from_millis(10));
            sent = self.0.send(record);
        }
    }

    pub(crate) fn text(&self, topic: &str, partition: i32, text: &str) {
        self.send(topic, partition, &Sent { payload: Some(text.as_bytes()), ..Sent::default() });
    }

    pub(crate) fn flush(&self) {
        self.0.flush(PATIENCE).unwrap();
    }

    /// These texts, and all of them taken.
    pub(crate) fn texts<T: AsRef<str>>(
        &self,
        topic: &str,
        partition: i32,
        texts: impl IntoIterator<Item = T>,
    ) {
        texts.into_iter().for_each(|text| self.text(topic, partition, text.as_ref()));
        self.flush();
    }
}

/// The offset that a group shows for a partition, 0 if none.
pub(crate) fn committed(brokers: &str, group: &str, topic: &str, partition: i32) -> i64 {
    let mut config = ClientConfig::new();
    let consumer: BaseConsumer =
        config.set("bootstrap.servers", brokers).set("group.id", group).create().unwrap();
    let mut list = TopicPartitionList::new();
    list.add_partition(topic, partition);
    let committed = consumer.committed_offsets(list, PATIENCE).unwrap();
    match committed.find_partition(topic, partition).unwrap().offset() {
        Offset::Offset(offset) => offset,
        _ => 0,
    }
}
