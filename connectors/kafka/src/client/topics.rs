use super::Client;
use super::trouble::Trouble;
use aqueduct_core::Result;
use rdkafka::consumer::Consumer;
use rdkafka::error::{KafkaError, KafkaResult};
use std::time::{Duration, Instant};

/// A topic that was there may not be known for a moment to a broker that has just started.
const HIDDEN: Duration = Duration::from_secs(2);

/// A topic, as brokers describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    pub(crate) name: String,
    /// The number of partitions.
    pub(crate) partitions: i32,
}

impl Client {
    /// One topic, or `None` if there is none of this name. Nothing may be assigned.
    pub(crate) fn topic(&self, name: &str, timeout: Duration) -> Result<Option<Topic>> {
        let deadline = Instant::now() + HIDDEN.min(timeout);
        loop {
            let found = self.patiently(timeout, |wait| self.look_up(Some(name), wait))?;
            let found = found.into_iter().find(|topic| topic.name == name);
            if found.is_some() || Instant::now() >= deadline {
                return Ok(found);
            }
            self.settle(Duration::from_millis(200))?;
        }
    }

    /// All topics. Nothing may be assigned.
    pub(crate) fn all_topics(&self, timeout: Duration) -> Result<Vec<Topic>> {
        self.patiently(timeout, |wait| self.look_up(None, wait))
    }

    /// As [`Client::topic`] without waiting, while reading.
    pub(crate) fn topic_now(&self, name: &str, timeout: Duration) -> Result<Option<Topic>> {
        match self.look_up(Some(name), timeout) {
            Ok(found) => Ok(found.into_iter().find(|topic| topic.name == name)),
            Err(error) => Err(self.trouble(&error).into_error(self)),
        }
    }

    fn look_up(&self, name: Option<&str>, timeout: Duration) -> KafkaResult<Vec<Topic>> {
        let metadata = self.consumer.fetch_metadata(name, timeout)?;
        let mut topics = Vec::new();
        for topic in metadata.topics() {
            let error = topic.error().map(|code| KafkaError::MetadataFetch(code.into()));
            match error.map(|error| (Trouble::of(&error, "", ""), error)) {
                None => topics.push(Topic {
                    name: topic.name().to_owned(),
                    partitions: i32::try_from(topic.partitions().len()).unwrap_or(i32::MAX),
                }),
                Some((Trouble::Unknown, _)) => {}
                // Of a topic among all others only its neighbours are of interest.
                Some(_) if name.is_none() => {}
                Some((_, error)) => return Err(error),
            }
        }
        Ok(topics)
    }
}
