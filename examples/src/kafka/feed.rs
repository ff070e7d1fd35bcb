use aqueduct::kafka::rdkafka::ClientConfig;
use aqueduct::kafka::rdkafka::client::ClientContext;
use aqueduct::kafka::rdkafka::error::{KafkaError, RDKafkaErrorCode};
use aqueduct::kafka::rdkafka::producer::{
    BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext,
};
use aqueduct::{Error, Result, millis, secs};
use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Publishes what is written to it: each line is a message, without its line break, and the partitions take
/// turns. So lines keep their order within a partition. `flush` waits until the brokers have taken all.
pub struct Feed {
    producer: BaseProducer<Deliveries>,
    failure: Failure,
    topic: String,
    partitions: i32,
    /// The partition whose turn it is.
    turn: i32,
    /// A line whose end has not come yet.
    begun: Vec<u8>,
}

impl Feed {
    /// Publishes to a topic that is there and has so many partitions, at least one.
    ///
    /// # Errors
    /// `Config` when the brokers' addresses cannot be.
    pub fn new(brokers: &str, topic: &str, partitions: i32) -> Result<Self> {
        let failure = Failure::default();
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", brokers).set("message.timeout.ms", "30000");
        // A batch that is sent again is neither doubled nor behind its successor.
        config.set("enable.idempotence", "true");
        config.set("compression.type", "zstd").set("linger.ms", "20");
        let producer = config.create_with_context(Deliveries(Arc::clone(&failure)));
        let producer = producer
            .map_err(|error| Error::config("no client for Kafka").with("brokers", brokers).because(error))?;
        Ok(Self { producer, failure, topic: topic.to_owned(), partitions, turn: 0, begun: Vec::new() })
    }

    fn send(&mut self, line: &[u8]) -> io::Result<()> {
        let mut record = BaseRecord::<(), [u8]>::to(&self.topic).partition(self.turn).payload(line);
        while let Err((error, back)) = self.producer.send(record) {
            if error.rdkafka_error_code() != Some(RDKafkaErrorCode::QueueFull) {
                return Err(io::Error::other(error));
            }
            self.producer.poll(millis(10));
            record = back;
        }
        self.producer.poll(millis(0));
        self.turn = (self.turn + 1) % self.partitions;
        Ok(())
    }
}

impl Write for Feed {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let Some(end) = text.iter().position(|byte| *byte == b'\n') else {
            self.begun.extend_from_slice(text);
            return Ok(text.len());
        };
        let mut line = std::mem::take(&mut self.begun);
        line.extend_from_slice(&text[..end]);
        self.send(&line)?;
        line.clear();
        self.begun = line;
        Ok(end + 1)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.producer.flush(secs(60)).map_err(io::Error::other)?;
        match self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => Err(io::Error::other(error)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").field("topic", &self.topic).finish_non_exhaustive()
    }
}

/// The first message that was not taken.
type Failure = Arc<Mutex<Option<KafkaError>>>;

struct Deliveries(Failure);

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::Embedded;
    use aqueduct::kafka::rdkafka::Message;
    use aqueduct::kafka::rdkafka::consumer::{BaseConsumer, Consumer};
    use aqueduct::kafka::rdkafka::{Offset, TopicPartitionList};
    use std::time::Instant;

    #[test]
    fn lines_are_messages_and_partitions_take_turns() {
        let broker = Embedded::start().unwrap();
        broker.create_topic("log", 2).unwrap();
        let mut feed = Feed::new(&broker.brokers(), "log", 2).unwrap();
        for part in [&b"a\nb"[..], b"b\n", b"\n\xff\0\n", b"torn"] {
            feed.write_all(part).unwrap();
        }
        feed.flush().unwrap();
        let read = |partition| {
            let mut config = ClientConfig::new();
            config.set("bootstrap.servers", broker.brokers()).set("group.id", "test");
            let consumer: BaseConsumer = config.create().unwrap();
            let mut list = TopicPartitionList::new();
            list.add_partition_offset("log", partition, Offset::Beginning).unwrap();
            consumer.assign(&list).unwrap();
            let (mut lines, deadline) = (Vec::new(), Instant::now() + secs(20));
            while lines.len() < 2 {
                assert!(Instant::now() < deadline, "{lines:?}");
                // A connection that is not there yet is an error that passes.
                if let Some(Ok(message)) = consumer.poll(millis(100)) {
                    lines.push(message.payload().unwrap_or_default().to_vec());
                }
            }
            lines
        };
        assert_eq!(read(0), [&b"a"[..], b""]);
        assert_eq!(read(1), [&b"bb"[..], b"\xff\0"]);
    }
}
