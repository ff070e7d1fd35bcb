use aqueduct_console::{ConsoleReader, ConsoleSink, ConsoleSource, ConsoleSplit, ConsoleWriter};
use aqueduct_core::fault::Faults;
use aqueduct_core::{Decode, EventTime, Fetch, Record, Run, Sink, Source, SourceReader, SubtaskId};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// A file that is removed with the value.
pub(crate) struct Scratch {
    pub(crate) path: PathBuf,
    _folder: TempDir,
}

pub(crate) fn scratch(content: impl AsRef<[u8]>) -> Scratch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    std::fs::write(&path, content).unwrap();
    Scratch { path, _folder: folder }
}

pub(crate) async fn splits<D: Decode>(source: &ConsoleSource<D>) -> Vec<ConsoleSplit> {
    source.discover(true, &[]).await.unwrap().splits
}

pub(crate) async fn reader<D: Decode>(source: &ConsoleSource<D>) -> ConsoleReader<D> {
    source.open(splits(source).await).await.unwrap()
}

/// One batch: the values, where they stand, the coordinates of what was rejected, the split.
pub(crate) struct Got<T> {
    pub(crate) values: Vec<T>,
    pub(crate) places: Vec<String>,
    pub(crate) rejected: Vec<String>,
    pub(crate) bytes: usize,
    pub(crate) resume: ConsoleSplit,
}

pub(crate) fn batch<T>(fetch: Fetch<T, ConsoleSplit>) -> Got<T> {
    let Fetch::Batch { records, bytes, origins, rejected, resume, .. } = fetch else {
        panic!("not a batch: {fetch:?}");
    };
    assert!(records.iter().all(|record| record.time == EventTime::MIN));
    Got {
        places: (0..records.len()).map(|nth| origins.of(nth)).collect(),
        values: records.into_iter().map(|record| record.value).collect(),
        rejected: rejected.into_iter().map(|letter| letter.coordinates).collect(),
        bytes,
        resume,
    }
}

/// Waits for the next batch, past what is not one.
pub(crate) async fn next<D: Decode>(reader: &mut ConsoleReader<D>) -> Got<D::Item> {
    loop {
        match reader.fetch().await.unwrap() {
            Fetch::Idle(_) => {}
            fetch => return batch(fetch),
        }
    }
}

/// Reads to the end.
pub(crate) async fn all<D: Decode>(reader: &mut ConsoleReader<D>) -> Vec<D::Item> {
    let mut values = Vec::new();
    loop {
        match reader.fetch().await.unwrap() {
            Fetch::End(_) => return values,
            Fetch::Idle(_) => {}
            fetch => values.extend(batch(fetch).values),
        }
    }
}

/// What was printed, to be looked at later.
#[derive(Clone, Default)]
pub(crate) struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

pub(crate) fn run() -> Run {
    Run {
        pipeline: "shop".to_owned(),
        sink: "orders".to_owned(),
        store: 7,
        incarnation: 1,
        patience: Duration::from_secs(1),
        faults: Faults::default(),
    }
}

pub(crate) async fn writer<T: Send + 'static>(sink: &ConsoleSink<T>, subtask: usize) -> ConsoleWriter<T> {
    sink.claim(&run()).await.unwrap();
    sink.open(SubtaskId(subtask), &run()).await.unwrap()
}

/// Records with times in microseconds.
pub(crate) fn rows<T>(rows: impl IntoIterator<Item = (i64, T)>) -> Vec<Record<T>> {
    let rows = rows.into_iter();
    rows.map(|(time, value)| Record::new(value, EventTime::from_micros(time))).collect()
}
