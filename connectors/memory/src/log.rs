use crate::partition::{Found, Partition, find};
use crate::script::{Failures, LogCall};
use crate::split::MemorySplit;
use aqueduct_core::{EventTime, Record, Result};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A partitioned log, standing in for a broker.
///
/// It is a handle: clones are the same log, which outlives the runs that read it. A partition keeps
/// its order, and a record keeps its position for ever.
///
/// ```
/// use aqueduct_core::EventTime;
/// use aqueduct_memory::MemoryLog;
/// let log = MemoryLog::new(2);
/// log.append(0, "a", EventTime::from_secs(1));
/// log.append_all(1, [("b", EventTime::from_secs(2)), ("c", EventTime::from_secs(3))]);
/// assert_eq!((log.end(0), log.end(1)), (1, 2));
/// ```
pub struct MemoryLog<T>(Arc<Shared<T>>);

struct Shared<T> {
    state: Mutex<State<T>>,
    /// Told of every change, so that readers wait instead of asking again and again.
    changed: watch::Sender<()>,
    script: Failures<LogCall>,
}

struct State<T> {
    partitions: Vec<Partition<T>>,
    closed: bool,
}

impl<T> MemoryLog<T> {
    /// An empty log of this many partitions, which are counted from 0.
    pub fn new(partitions: u32) -> Self {
        Self(Arc::new(Shared {
            state: Mutex::new(State {
                partitions: (0..partitions).map(|_| Partition::new()).collect(),
                closed: false,
            }),
            changed: watch::Sender::new(()),
            script: Failures::default(),
        }))
    }

    /// Appends one record.
    ///
    /// # Panics
    /// When there is no such partition, or the log is closed.
    pub fn append(&self, partition: u32, value: T, time: EventTime) {
        self.append_all(partition, [(value, time)]);
    }

    /// Appends records in one step: a reader sees all of them or none.
    ///
    /// # Panics
    /// When there is no such partition, or the log is closed.
    pub fn append_all(&self, partition: u32, records: impl IntoIterator<Item = (T, EventTime)>) {
        // Before the lock is taken: the iterator may ask the log something.
        let records = records.into_iter();
        let records = records.map(|(value, time)| Record::new(value, time));
        let records = records.collect();
        self.change(|state| {
            assert!(!state.closed, "the log is closed");
            state.partitions[partition as usize].append(records);
        });
    }

    /// Nothing will come any more: readers end a partition when they have reached its end.
    pub fn close(&self) {
        self.change(|state| state.closed = true);
    }

    /// Adds an empty partition, for the next discovery to find, and says which one it is.
    pub fn add_partition(&self) -> u32 {
        self.change(|state| {
            state.partitions.push(Partition::new());
            state.partitions.len() as u32 - 1
        })
    }

    /// Forgets a partition's records before the position `upto`, as a broker does after its retention
    /// time. A reader that has yet to read them gets `PositionLost`.
    ///
    /// # Panics
    /// When there is no such partition.
    pub fn truncate(&self, partition: u32, upto: u64) {
        self.change(|state| state.partitions[partition as usize].truncate(upto));
    }

    /// The number of partitions.
    pub fn partitions(&self) -> u32 {
        self.lock().partitions.len() as u32
    }

    /// The position that a partition's next record will get.
    ///
    /// # Panics
    /// When there is no such partition.
    pub fn end(&self, partition: u32) -> u64 {
        self.lock().partitions[partition as usize].end()
    }

    /// The position up to which a partition was acknowledged; 0 before the first time.
    ///
    /// # Panics
    /// When there is no such partition.
    pub fn acknowledged(&self, partition: u32) -> u64 {
        self.lock().partitions[partition as usize].acknowledged
    }

    /// For each partition the position of the oldest record and the one after the newest.
    pub(crate) fn bounds(&self) -> Vec<(u64, u64)> {
        let state = self.lock();
        let bounds = state.partitions.iter().map(|p| (p.first, p.end()));
        bounds.collect()
    }

    pub(crate) fn acknowledge(&self, split: &MemorySplit) {
        let mut state = self.lock();
        if let Some(partition) = state.partitions.get_mut(split.partition as usize) {
            partition.acknowledged = partition.acknowledged.max(split.next);
        }
    }

    /// `PositionLost` when the split's position is gone.
    pub(crate) fn check(&self, split: &MemorySplit) -> Result<()> {
        match self.find(split, |_| ()) {
            Found::Lost(error) => Err(error),
            _ => Ok(()),
        }
    }

    /// Hands `take` the records from the split's position on, while the log is locked.
    pub(crate) fn find<R>(
        &self,
        split: &MemorySplit,
        take: impl FnOnce(&mut dyn Iterator<Item = &Record<T>>) -> R,
    ) -> Found<R> {
        let state = self.lock();
        match find(&state.partitions, split, state.closed) {
            Found::Records(mut records) => Found::Records(take(&mut records)),
            Found::Waiting => Found::Waiting,
            Found::Over => Found::Over,
            Found::Lost(error) => Found::Lost(error),
        }
    }

    /// Sees every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    pub(crate) fn script(&self) -> &Failures<LogCall> {
        &self.0.script
    }

    fn change<R>(&self, by: impl FnOnce(&mut State<T>) -> R) -> R {
        let result = by(&mut self.lock());
        self.0.changed.send_replace(());
        result
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Clone for MemoryLog<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for MemoryLog<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLog").field("bounds", &self.bounds()).finish_non_exhaustive()
    }
}
