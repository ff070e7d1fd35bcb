//! The only place that knows the client library.

mod context;
mod end;
mod incoming;
mod offsets;
mod properties;
mod topics;
mod trouble;

pub(crate) use context::Ends;
pub(crate) use incoming::{Handle, Incoming, Later};
pub(crate) use offsets::{Edge, Partition};
pub(crate) use properties::Properties;
pub(crate) use topics::Topic;
pub(crate) use trouble::Trouble;

use crate::error::Failure;
use crate::split::KafkaSplit;
use aqueduct_core::{Error, Result};
use context::Context;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::{Offset, TopicPartitionList};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long one attempt of a call waits before it is looked whether the brokers refuse us.
const ATTEMPT: Duration = Duration::from_millis(500);

/// Without news for this long there are none.
const SETTLING: Duration = Duration::from_millis(5);

/// A consumer. Dropping it closes it, which may take a while: not on a worker of a runtime.
pub(crate) struct Client {
    consumer: BaseConsumer<Context>,
    brokers: String,
}

/// What polling yields.
pub(crate) enum Event<'c> {
    Message(Incoming<'c>),
    /// A partition of this number, of whatever topic, was read to its end, which is this offset.
    End(i32, Option<i64>),
    Trouble(Trouble),
}

impl Client {
    /// Makes a client; connects in the background.
    pub(crate) fn new(properties: &Properties) -> Result<Self> {
        let context = Context::new(properties.secrets.clone(), properties.committed);
        let consumer = properties.native().create_with_context(context);
        let brokers = properties.brokers.clone();
        match consumer {
            Ok(consumer) => Ok(Self { consumer, brokers }),
            Err(error) => Err(properties.explain(&error)),
        }
    }

    /// The next event, at most this much later.
    pub(crate) fn poll(&self, wait: Duration) -> Option<Event<'_>> {
        Some(match self.consumer.poll(wait)? {
            Ok(message) => Event::Message(Incoming::new(message)),
            Err(KafkaError::PartitionEOF(partition)) => Event::End(partition, self.context().take_end()),
            Err(error) => Event::Trouble(self.trouble(&error)),
        })
    }

    /// Begins to read these, each at its position.
    pub(crate) fn assign<'s>(&self, splits: impl IntoIterator<Item = &'s KafkaSplit>) -> Result<()> {
        let list = self.list(splits.into_iter().map(|s| (&*s.topic, s.partition, Offset::Offset(s.next))))?;
        self.done(self.consumer.incremental_assign(&list))
    }

    /// Reads this one no longer.
    pub(crate) fn unassign(&self, topic: &str, partition: i32) -> Result<()> {
        self.done(self.consumer.incremental_unassign(&self.bare([(topic, partition)])?))
    }

    /// Stops fetching these, and forgets what was fetched and not polled yet.
    pub(crate) fn pause<'s>(&self, partitions: impl IntoIterator<Item = (&'s str, i32)>) -> Result<()> {
        self.done(self.consumer.pause(&self.bare(partitions)?))
    }

    /// Fetches these again, from the first message that was not polled.
    pub(crate) fn resume<'s>(&self, partitions: impl IntoIterator<Item = (&'s str, i32)>) -> Result<()> {
        self.done(self.consumer.resume(&self.bare(partitions)?))
    }

    /// Shows these positions in the group, sometime; [`Client::commit_failure`] tells how it went.
    pub(crate) fn commit<'s>(&self, splits: impl IntoIterator<Item = &'s KafkaSplit>) -> Result<()> {
        let list = self.list(splits.into_iter().map(|s| (&*s.topic, s.partition, Offset::Offset(s.next))))?;
        let failed = |error: KafkaError| Failure::Commit { reason: self.context().clean(&error.to_string()) };
        self.consumer.commit(&list, CommitMode::Async).map_err(|error| failed(error).into())
    }

    /// Why the last commit failed, once.
    pub(crate) fn commit_failure(&self) -> Option<Error> {
        self.context().take_commit_failure().map(|reason| Failure::Commit { reason }.into())
    }

    /// Where the partitions ended when their last records were fetched.
    pub(crate) fn ends(&self) -> Arc<Ends> {
        self.context().ends()
    }

    /// Repeats `call` until it works, the time is over or the brokers refuse us. Nothing may be assigned,
    /// because what is polled meanwhile is dropped.
    fn patiently<R>(&self, timeout: Duration, call: impl Fn(Duration) -> KafkaResult<R>) -> Result<R> {
        let deadline = Instant::now() + timeout;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let error = match call(left.min(ATTEMPT)) {
                Ok(answer) => return Ok(answer),
                Err(error) => self.trouble(&error),
            };
            // Some calls fail at once: see what is going on instead of asking again and again.
            self.settle(left.min(ATTEMPT / 5))?;
            match error {
                Trouble::Denied(error) => return Err(error),
                trouble if left.is_zero() => return Err(trouble.into_error(self)),
                _ => {}
            }
        }
    }

    /// Takes what there is to tell, and waits this long for the first of it. Nothing may be assigned.
    ///
    /// # Errors
    /// When the brokers refuse us.
    pub(crate) fn settle(&self, wait: Duration) -> Result<()> {
        let mut event = self.poll(wait);
        while let Some(told) = event {
            if let Event::Trouble(Trouble::Denied(error)) = told {
                return Err(error);
            }
            event = self.poll(SETTLING);
        }
        Ok(())
    }

    fn trouble(&self, error: &KafkaError) -> Trouble {
        Trouble::of(error, &self.brokers, &self.context().reason())
    }

    fn context(&self) -> &Context {
        self.consumer.client().context()
    }

    fn done(&self, result: KafkaResult<()>) -> Result<()> {
        let failed =
            |error: KafkaError| Failure::Reading { reason: self.context().clean(&error.to_string()) };
        result.map_err(|error| failed(error).into())
    }

    fn bare<'s>(&self, partitions: impl IntoIterator<Item = (&'s str, i32)>) -> Result<TopicPartitionList> {
        self.list(partitions.into_iter().map(|(topic, partition)| (topic, partition, Offset::Invalid)))
    }

    fn list<'s>(
        &self,
        partitions: impl IntoIterator<Item = (&'s str, i32, Offset)>,
    ) -> Result<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for (topic, partition, offset) in partitions {
            self.done(list.add_partition_offset(topic, partition, offset))?;
        }
        Ok(list)
    }
}
