use super::{Made, Scale, Workload, made};
use crate::numbers::mix;
use crate::reach::Reach;
use crate::stage::Stage;
use crate::summing::Summing;
use aqueduct_core::decode::decode_with;
use aqueduct_core::{Error, Message, Record, Result};
use aqueduct_engine::Pipeline;
use aqueduct_integration_tests::kafka::Kafka;
use aqueduct_kafka::KafkaSource;
use aqueduct_kafka::rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use aqueduct_kafka::rdkafka::client::DefaultClientContext;
use aqueduct_kafka::rdkafka::config::ClientConfig;
use aqueduct_kafka::rdkafka::consumer::{BaseConsumer, Consumer};
use aqueduct_kafka::rdkafka::error::KafkaError;
use aqueduct_kafka::rdkafka::message::Message as _;
use aqueduct_kafka::rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use aqueduct_kafka::rdkafka::{Offset, TopicPartitionList};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Messages of 217 bytes from two partitions of a real broker, as fast as one consumer gets them. The loop polls a
/// `BaseConsumer` of its own with the same settings. Counted is what this process does, not the broker.
pub(crate) struct FromKafka {
    brokers: String,
    records: u64,
}

const TOPIC: &str = "bench-kafka-source";
const PARTITIONS: i32 = 2;
const PATIENCE: Duration = Duration::from_secs(30);

impl FromKafka {
    /// Writes the messages.
    pub(super) fn make(scale: Scale, stage: &Stage) -> Made {
        let Some(kafka) = stage.wait(Kafka::shared()) else { return Ok(None) };
        let new = Self { brokers: kafka.brokers().to_owned(), records: scale.of(1_000_000) };
        stage.wait(new.make_topic()).and_then(|()| new.fill()).map_err(failed)?;
        made(new)
    }

    fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.brokers);
        config
    }

    async fn make_topic(&self) -> Result<(), KafkaError> {
        let admin: AdminClient<DefaultClientContext> = self.client().create()?;
        let topic = NewTopic::new(TOPIC, PARTITIONS, TopicReplication::Fixed(1));
        let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
        admin.create_topics([&topic], &options).await?;
        Ok(())
    }

    fn fill(&self) -> Result<(), KafkaError> {
        let producer: BaseProducer =
            self.client().set("linger.ms", "50").set("queue.buffering.max.messages", "1000000").create()?;
        for nth in 0..self.records {
            let payload = payload(nth);
            let partition = (nth % PARTITIONS as u64) as i32;
            let mut record = BaseRecord::<(), _>::to(TOPIC).partition(partition).payload(&payload);
            while let Err((error, back)) = producer.send(record) {
                let full = error.rdkafka_error_code();
                if full != Some(aqueduct_kafka::rdkafka::types::RDKafkaErrorCode::QueueFull) {
                    return Err(error);
                }
                producer.poll(Duration::from_millis(10));
                record = back;
            }
        }
        producer.flush(PATIENCE)
    }

    fn poll_all(&self) -> Result<u64, KafkaError> {
        let mut config = self.client();
        // As the source sets up its client: checksums, and as much memory.
        for (property, value) in [
            ("group.id", "bench"),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("check.crcs", "true"),
            ("enable.partition.eof", "true"),
            ("queued.max.messages.kbytes", "8192"),
            ("fetch.max.bytes", "8388608"),
            ("fetch.queue.backoff.ms", "10"),
        ] {
            config.set(property, value);
        }
        let consumer: BaseConsumer = config.create()?;
        let mut splits = TopicPartitionList::new();
        for partition in 0..PARTITIONS {
            splits.add_partition_offset(TOPIC, partition, Offset::Beginning)?;
        }
        consumer.assign(&splits)?;
        let (mut sum, mut open) = (0, PARTITIONS);
        while open > 0 {
            match consumer.poll(PATIENCE) {
                Some(Ok(message)) => sum += worth(message.payload().unwrap_or_default()),
                Some(Err(KafkaError::PartitionEOF(_))) => open -= 1,
                Some(Err(error)) => return Err(error),
                None => break,
            }
        }
        Ok(sum)
    }
}

fn failed(error: KafkaError) -> Error {
    Error::internal("the loop over the topic fails").because(error)
}

/// 217 bytes that do not compress to nothing.
fn payload(nth: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(224);
    for word in 0..28 {
        bytes.extend_from_slice(&mix(nth * 28 + word).to_le_bytes());
    }
    bytes.truncate(217);
    bytes
}

/// Something that depends on the message.
fn worth(payload: &[u8]) -> u64 {
    payload.len() as u64 + u64::from(payload.first().copied().unwrap_or(0))
}

impl Workload for FromKafka {
    fn records(&self) -> u64 {
        self.records
    }

    fn reach(&self) -> Reach {
        Reach::Ratio(0.85)
    }

    fn ours(&self, stage: &Stage) -> Result<u64> {
        let sum = Arc::new(AtomicU64::new(0));
        let decode =
            decode_with(|message: &Message<'_>| Ok(Some(worth(message.payload.unwrap_or_default()))));
        let source = KafkaSource::builder(&self.brokers, [TOPIC]).bounded().decode(decode).build()?;
        let pipeline = Pipeline::new("kafka_source");
        pipeline.source("topic", source).sink("sum", Summing::new(&sum, |row: &Record<u64>| row.value));
        stage.run(pipeline, 1)?;
        Ok(sum.load(Relaxed))
    }

    fn floor(&self, _: &Stage) -> Result<u64> {
        self.poll_all().map_err(failed)
    }
}
