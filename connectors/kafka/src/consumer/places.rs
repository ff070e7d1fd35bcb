use aqueduct_core::Origins;
use std::fmt;
use std::sync::Arc;

/// Where a message stands. Its text form, `topic/3@1017`, is what dead letters carry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    pub(super) topic: &'p str,
    pub(super) partition: i32,
    pub(super) offset: i64,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}@{}", self.topic, self.partition, self.offset)
    }
}

/// Where the records of one batch stand.
#[derive(Debug)]
pub(super) struct Places {
    topic: Arc<str>,
    partition: i32,
    first: i64,
    /// Number of records whose offset is the one before plus one, counted from the first.
    dense: usize,
    /// Offsets of those after the first gap.
    sparse: Vec<i64>,
}

impl Places {
    pub(super) fn new(topic: &Arc<str>, partition: i32) -> Self {
        Self { topic: Arc::clone(topic), partition, first: 0, dense: 0, sparse: Vec::new() }
    }

    /// Notes the offset of the next record. Without gaps nothing is stored.
    pub(super) fn push(&mut self, offset: i64) {
        if self.dense == 0 {
            self.first = offset;
        }
        if self.sparse.is_empty() && offset == self.first + self.dense as i64 {
            self.dense += 1;
        } else {
            self.sparse.push(offset);
        }
    }
}

impl Origins for Places {
    fn of(&self, nth: usize) -> String {
        let offset = match nth.checked_sub(self.dense) {
            None => Some(self.first + nth as i64),
            Some(nth) => self.sparse.get(nth).copied(),
        };
        let place = |offset| Place { topic: &self.topic, partition: self.partition, offset }.to_string();
        offset.map_or_else(String::new, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_keeps_its_offset_over_gaps() {
        for offsets in [&[5_i64, 6, 7][..], &[5, 7, 8, 20], &[0], &[3, 4, 9, 10, 11], &[]] {
            let mut places = Places::new(&"t".into(), 2);
            offsets.iter().for_each(|offset| places.push(*offset));
            for (nth, offset) in offsets.iter().enumerate() {
                assert_eq!(places.of(nth), format!("t/2@{offset}"), "{offsets:?}");
            }
            assert_eq!(places.of(offsets.len()), "");
        }
    }
}
