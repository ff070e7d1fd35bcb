use super::Client;
use super::trouble::Trouble;
use crate::error::Failure;
use crate::split::id_of;
use aqueduct_core::{EventTime, Result};
use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaResult;
use rdkafka::{Offset, TopicPartitionList};
use std::collections::BTreeMap;
use std::time::Duration;

/// A partition of a topic.
pub(crate) type Partition = (String, i32);

/// A place in every partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// The oldest record.
    Earliest,
    /// Behind the newest record: with `read_committed` the newest that is decided.
    End,
    /// The first record of this time or a later one; the end if there is none.
    Time(EventTime),
}

impl Client {
    /// The offset of an edge in each of these partitions; those that do not exist are left out. Nothing
    /// may be assigned.
    pub(crate) fn offsets<'p>(
        &self,
        partitions: impl IntoIterator<Item = (&'p str, i32)> + Clone,
        edge: Edge,
        timeout: Duration,
    ) -> Result<BTreeMap<Partition, i64>> {
        let found = self.patiently(timeout, |wait| self.ask(partitions.clone(), edge, wait))?;
        self.sort_out(found)
    }

    /// As [`Client::offsets`], while reading.
    pub(crate) fn offsets_now<'p>(
        &self,
        partitions: impl IntoIterator<Item = (&'p str, i32)>,
        edge: Edge,
        timeout: Duration,
    ) -> Result<BTreeMap<Partition, i64>> {
        match self.ask(partitions, edge, timeout) {
            Ok(found) => self.sort_out(found),
            Err(error) => Err(self.trouble(&error).into_error(self)),
        }
    }

    fn ask<'p>(
        &self,
        partitions: impl IntoIterator<Item = (&'p str, i32)>,
        edge: Edge,
        timeout: Duration,
    ) -> KafkaResult<TopicPartitionList> {
        let at = match edge {
            Edge::Earliest => Offset::Beginning,
            Edge::End => Offset::End,
            // Times before 1970 are those of the first record, and negative numbers mean something else.
            Edge::Time(time) => Offset::Offset(time.micros().div_euclid(1_000).max(0)),
        };
        let mut list = TopicPartitionList::new();
        for (topic, partition) in partitions {
            list.add_partition_offset(topic, partition, at)?;
        }
        if list.count() == 0 {
            return Ok(list);
        }
        let found = self.consumer.offsets_for_times(list, timeout)?;
        // One that has no leader just now is worth another attempt.
        let failed = found.elements().into_iter().find_map(|element| element.error().err());
        match failed.filter(|error| matches!(Trouble::of(error, "", ""), Trouble::Away(_))) {
            Some(error) => Err(error),
            None => Ok(found),
        }
    }

    fn sort_out(&self, found: TopicPartitionList) -> Result<BTreeMap<Partition, i64>> {
        let mut offsets = BTreeMap::new();
        for element in found.elements() {
            let (topic, partition) = (element.topic().to_owned(), element.partition());
            match (element.error().map_err(|error| self.trouble(&error)), element.offset()) {
                (Ok(()), Offset::Offset(offset)) => {
                    offsets.insert((topic, partition), offset);
                }
                // No record is as young: left to the caller, who asks for the end.
                (Ok(()), _) | (Err(Trouble::Unknown), _) => {}
                (Err(Trouble::Denied(error)), _) => return Err(error),
                (Err(trouble), _) => {
                    let reason = trouble.into_error(self).to_string();
                    return Err(Failure::Partition { split: id_of(&topic, partition), reason }.into());
                }
            }
        }
        Ok(offsets)
    }
}
