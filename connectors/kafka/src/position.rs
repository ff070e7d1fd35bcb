//! Whether Kafka still has the positions that are to be read.

use crate::client::{Client, Edge, Partition, Topic};
use crate::error::Failure;
use crate::split::KafkaSplit;
use aqueduct_core::{Error, Result, Split};
use std::collections::BTreeMap;
use std::time::Duration;

/// What Kafka has of some partitions.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    earliest: BTreeMap<Partition, i64>,
    end: BTreeMap<Partition, i64>,
    /// It was waited for partitions that are not known: they are not there.
    waited: bool,
}

impl Bounds {
    /// Asks for those of `splits`, while others are being read.
    pub(crate) fn now<'s>(
        client: &Client,
        splits: impl IntoIterator<Item = &'s KafkaSplit>,
        timeout: Duration,
    ) -> Result<Self> {
        // Looking a topic up also makes the client know of partitions that are new.
        let partitions = known(splits, |topic| client.topic_now(topic, timeout))?;
        // The earliest first: records that are deleted in between must not look like a lost position.
        let earliest = client.offsets_now(partitions.iter().copied(), Edge::Earliest, timeout)?;
        let end = client.offsets_now(partitions, Edge::End, timeout)?;
        Ok(Self { earliest, end, waited: false })
    }

    /// As [`Bounds::now`], before anything is read: waits for brokers that are not ready.
    pub(crate) fn first(client: &Client, splits: &[KafkaSplit], timeout: Duration) -> Result<Self> {
        let partitions = known(splits, |topic| client.topic(topic, timeout))?;
        let partitions = partitions.iter().copied();
        let earliest = client.offsets(partitions.clone(), Edge::Earliest, timeout)?;
        Ok(Self { earliest, end: client.offsets(partitions, Edge::End, timeout)?, waited: true })
    }

    /// Why `split` cannot be read from its position, if it cannot. A split at its bounded end needs nothing any more.
    pub(crate) fn lost(&self, split: &KafkaSplit) -> Option<Error> {
        if split.is_over() {
            return None;
        }
        let wanted = format!("{}@{}", split.id(), split.next);
        let failure = match (self.earliest_of(split), self.end_of(split)) {
            (Some(earliest), Some(end)) if split.next < earliest => {
                Failure::Deleted { wanted, earliest, end }
            }
            (Some(earliest), Some(end)) if split.next > end => Failure::Beyond { wanted, earliest, end },
            (Some(_), Some(_)) => return None,
            _ if self.waited => Failure::Gone { wanted },
            _ => Failure::Partition { split: split.id(), reason: "it is not known".to_owned() },
        };
        Some(failure.into())
    }

    pub(crate) fn earliest_of(&self, split: &KafkaSplit) -> Option<i64> {
        self.earliest.get(&(split.topic.clone(), split.partition)).copied()
    }

    pub(crate) fn end_of(&self, split: &KafkaSplit) -> Option<i64> {
        self.end.get(&(split.topic.clone(), split.partition)).copied()
    }
}

/// Those partitions whose topics have them.
fn known<'s>(
    splits: impl IntoIterator<Item = &'s KafkaSplit>,
    look_up: impl Fn(&str) -> Result<Option<Topic>>,
) -> Result<Vec<(&'s str, i32)>> {
    let mut counts = BTreeMap::new();
    let mut known = Vec::new();
    for split in splits {
        let topic = &*split.topic;
        let count = match counts.get(topic) {
            Some(count) => *count,
            None => look_up(topic)?.map_or(0, |topic| topic.partitions),
        };
        counts.insert(topic, count);
        if split.partition < count {
            known.push((topic, split.partition));
        }
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct_core::ErrorKind;

    fn bounds(earliest: i64, end: i64) -> Bounds {
        let at = |offset| BTreeMap::from([(("t".to_owned(), 0), offset)]);
        Bounds { earliest: at(earliest), end: at(end), waited: true }
    }

    #[test]
    fn a_lost_position_names_what_was_wanted_and_what_is_there() {
        let split = |next| KafkaSplit { topic: "t".into(), partition: 0, next, end: None };
        for next in [5, 7, 9] {
            assert!(bounds(5, 9).lost(&split(next)).is_none());
        }
        for (next, wanted) in [(4, "t/0@4"), (10, "t/0@10")] {
            let error = bounds(5, 9).lost(&split(next)).unwrap();
            assert_eq!(error.kind(), ErrorKind::PositionLost);
            assert_eq!((error.context("wanted"), error.context("earliest")), (Some(wanted), Some("5")));
        }
        let none = |waited| Bounds { waited, ..Bounds::default() };
        assert_eq!(none(true).lost(&split(0)).unwrap().kind(), ErrorKind::PositionLost);
        // Perhaps it is only new.
        assert!(none(false).lost(&split(0)).unwrap().is_transient());
        let over = KafkaSplit { end: Some(2), ..split(2) };
        assert!(bounds(5, 9).lost(&over).is_none());
    }
}
