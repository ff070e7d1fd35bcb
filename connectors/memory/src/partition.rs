use crate::at::At;
use crate::split::MemorySplit;
use aqueduct_core::{Error, ErrorKind, Record};
use std::collections::VecDeque;

/// One partition of a log.
pub(crate) struct Partition<T> {
    /// The position of the oldest record that is still there.
    pub(crate) first: u64,
    pub(crate) records: VecDeque<Record<T>>,
    pub(crate) acknowledged: u64,
}

/// What a split finds where it stands.
pub(crate) enum Found<R> {
    Records(R),
    /// Nothing yet.
    Waiting,
    /// Nothing ever again.
    Over,
    /// The position is gone, or never was.
    Lost(Error),
}

impl<T> Partition<T> {
    pub(crate) fn new() -> Self {
        Self { first: 0, records: VecDeque::new(), acknowledged: 0 }
    }

    /// The position of the next record.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.records.len() as u64
    }

    pub(crate) fn append(&mut self, records: Vec<Record<T>>) {
        self.records.extend(records);
    }

    pub(crate) fn truncate(&mut self, upto: u64) {
        while self.first < upto && self.records.pop_front().is_some() {
            self.first += 1;
        }
    }

    fn find(&self, split: &MemorySplit, closed: bool) -> Found<impl Iterator<Item = &Record<T>>> {
        let end = self.end().min(split.end.unwrap_or(u64::MAX));
        if split.next < self.first || split.next > self.end() {
            return Found::Lost(lost(split, Some((self.first, self.end()))));
        }
        if split.next < end {
            let from = (split.next - self.first) as usize;
            let to = (end - self.first) as usize;
            return Found::Records(self.records.range(from..to));
        }
        if closed { Found::Over } else { Found::Waiting }
    }
}

/// What `split` finds in its partition of the log.
pub(crate) fn find<'p, T>(
    partitions: &'p [Partition<T>],
    split: &MemorySplit,
    closed: bool,
) -> Found<impl Iterator<Item = &'p Record<T>>> {
    // First, because a split that has ended needs none of what may be gone by now.
    if split.end.is_some_and(|end| split.next >= end) {
        return Found::Over;
    }
    match partitions.get(split.partition as usize) {
        Some(partition) => partition.find(split, closed),
        None => Found::Lost(lost(split, None)),
    }
}

/// `bounds`: the earliest position and the end of the partition, if there is one.
fn lost(split: &MemorySplit, bounds: Option<(u64, u64)>) -> Error {
    let wanted = At { partition: split.partition, position: split.next };
    let error = Error::new(ErrorKind::PositionLost, "the log does not have this position");
    let error = error.with("wanted", wanted);
    match bounds {
        Some((earliest, end)) => error.with("earliest", earliest).with("end", end),
        None => error,
    }
}
