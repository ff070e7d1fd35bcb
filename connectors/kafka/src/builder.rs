use crate::config::{Isolation, KafkaConfig, Sasl, Start, Tls};
use crate::source::KafkaSource;
use aqueduct_core::{Decode, EventTime, Result, Secret};
use std::time::Duration;

/// Sets up a [`KafkaSource`]. The setters are in the order of what they change: where it begins and
/// ends, what is read, how much at once, how long is waited, who we are.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct KafkaSourceBuilder<D = ()> {
    config: KafkaConfig,
    decoder: D,
}

impl KafkaSourceBuilder {
    pub(crate) fn new(config: KafkaConfig) -> Self {
        Self { config, decoder: () }
    }

    /// What a message becomes. What cannot be decoded is a dead letter. There is no default.
    pub fn decode<D: Decode>(self, decoder: D) -> KafkaSourceBuilder<D> {
        KafkaSourceBuilder { config: self.config, decoder }
    }
}

impl<D: Decode> KafkaSourceBuilder<D> {
    /// The source.
    ///
    /// # Errors
    /// `Config`, naming the field, for whatever can be seen without a connection.
    pub fn build(self) -> Result<KafkaSource<D>> {
        KafkaSource::new(self.config, self.decoder)
    }
}

impl<D> KafkaSourceBuilder<D> {
    /// Begins behind the newest record if there is no checkpoint yet. Default: at the oldest.
    pub fn from_latest(self) -> Self {
        self.start(Start::Latest)
    }

    /// Begins at the first record of this time or a later one, by the broker's index, if there is no
    /// checkpoint yet. Default: at the oldest.
    pub fn from_time(self, time: EventTime) -> Self {
        self.start(Start::Timestamp(time))
    }

    /// Begins at these offsets (topic, partition, offset) if there is no checkpoint yet; other
    /// partitions begin at the oldest record. Default: all do.
    pub fn from_offsets<T: AsRef<str>>(self, offsets: impl IntoIterator<Item = (T, i32, i64)>) -> Self {
        let named = offsets.into_iter().map(|(topic, partition, offset)| {
            (crate::split::id_of(topic.as_ref(), partition).as_str().to_owned(), offset)
        });
        self.start(Start::Offsets(named.collect()))
    }

    /// Where to begin if there is no checkpoint yet. Default: at the oldest record.
    pub fn start(mut self, start: Start) -> Self {
        self.config.start = start;
        self
    }

    /// Ends each partition where it ended when it was discovered. Default: it goes on.
    pub fn bounded(mut self) -> Self {
        self.config.bounded = true;
        self
    }

    /// Also reads records of transactions that were aborted or are not decided. Default: those of
    /// committed ones, and what was written without one.
    pub fn read_uncommitted(mut self) -> Self {
        self.config.isolation = Isolation::ReadUncommitted;
        self
    }

    /// The most records that one `fetch` answers, at least 1. Default: 1,024.
    pub fn max_batch_records(mut self, records: usize) -> Self {
        self.config.max_batch_records = records;
        self
    }

    /// The most bytes of keys and payloads that one `fetch` answers; a larger record comes alone.
    /// Default: 1 MiB.
    pub fn max_batch_bytes(mut self, bytes: usize) -> Self {
        self.config.max_batch_bytes = bytes;
        self
    }

    /// The most bytes that a reader holds ahead of the pipeline: half of them as fetched, half decoded.
    /// A larger message comes all the same. Default: 16 MiB.
    pub fn prefetch_bytes(mut self, bytes: usize) -> Self {
        self.config.prefetch_bytes = bytes;
        self
    }

    /// How long a call to the brokers may take, of a discovery or of the checks before reading. Default: 10 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout_ms = millis(timeout);
        self
    }

    /// How long brokers may be away while reading, before `fetch` answers `Unavailable`. Default: 30 s.
    pub fn outage(mut self, outage: Duration) -> Self {
        self.config.outage_ms = millis(outage);
        self
    }

    /// How long a partition may be silent before it is asked whether there are unread records; if there
    /// are, and it remains silent, `fetch` answers `Unavailable` and the engine opens a new consumer.
    /// Default: 60 s.
    pub fn stall(mut self, stall: Duration) -> Self {
        self.config.stall_ms = millis(stall);
        self
    }

    /// Commits what checkpoints hold to this consumer group, for lag tools. It is never read, and nobody
    /// else may commit to it. Default: none, and nothing is committed.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.config.group = Some(group.into());
        self
    }

    /// Connects with TLS; needs the feature `ssl`. Default: without.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.config.tls = Some(tls);
        self
    }

    /// Says who we are. Default: nobody.
    pub fn sasl(mut self, sasl: Sasl) -> Self {
        self.config.sasl = Some(sasl);
        self
    }

    /// Sets a property of librdkafka. `build` refuses those that have a setting here and those that
    /// nothing would be safe without. Default: none.
    pub fn raw(mut self, property: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.config.raw.insert(property.into(), value.into());
        self
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
