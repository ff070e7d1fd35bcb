use aqueduct_core::fault::Faults;
use aqueduct_core::{Epoch, Error, ErrorKind, EventTime, Fetch, Record, Run, Source, SplitId};
use aqueduct_memory::{MemoryLog, MemoryReader, MemorySource, MemorySplit};
use std::time::Duration;

pub(crate) fn run(incarnation: u64) -> Run {
    Run {
        pipeline: "shop".to_owned(),
        sink: "orders".to_owned(),
        store: 7,
        incarnation,
        patience: Duration::from_secs(1),
        faults: Faults::default(),
    }
}

pub(crate) fn epoch(incarnation: u64, n: u64) -> Epoch {
    Epoch { incarnation, n }
}

pub(crate) fn at(secs: i64) -> EventTime {
    EventTime::from_secs(secs)
}

pub(crate) fn rows<T>(values: impl IntoIterator<Item = T>) -> Vec<Record<T>> {
    let values = values.into_iter();
    values.map(|value| Record::new(value, at(1))).collect()
}

/// A log with these values, one partition for each list.
pub(crate) fn log_of(partitions: &[&[u64]]) -> MemoryLog<u64> {
    let log = MemoryLog::new(partitions.len() as u32);
    for (partition, values) in (0..).zip(partitions) {
        log.append_all(partition, values.iter().map(|v| (*v, at(*v as i64))));
    }
    log
}

/// A reader on everything there is now.
pub(crate) async fn reader<T, I>(source: &MemorySource<T, I>) -> MemoryReader<T, I>
where
    T: Clone + Send + 'static,
    I: Send + 'static,
{
    let splits = source.discover(true, &[]).await.unwrap().splits;
    source.open(splits).await.unwrap()
}

/// The values and the split to go on with.
pub(crate) fn batch<T>(fetch: Fetch<T, MemorySplit>) -> (Vec<T>, MemorySplit) {
    match fetch {
        Fetch::Batch { records, resume, .. } => {
            (records.into_iter().map(|record| record.value).collect(), resume)
        }
        other => panic!("not a batch: {other:?}"),
    }
}

pub(crate) fn split(name: &str) -> SplitId {
    SplitId::new(name)
}

pub(crate) fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}
