//! The checkpoint folder: whose it is, what is damaged, what has no room.

use crate::world::{bounded, numbers, options};
use aqueduct_core::{Error, ErrorKind, Result};
use aqueduct_engine::{CheckpointStore, FileStore, Hold, MemoryStore, Options, Outcome, Pipeline, Report};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use async_trait::async_trait;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

async fn run(options: Options) -> Result<Report> {
    let (log, table) = (numbers(2, 300), MemoryTable::new());
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", MemorySink::two_phase(&table));
    pipeline.run(options).await
}

/// The one manifest of a folder in which a run has ended.
fn manifest(folder: &Path) -> PathBuf {
    let files =
        fs::read_dir(folder).unwrap().flat_map(|e| fs::read_dir(e.unwrap().path()).into_iter().flatten());
    let mut found: Vec<_> =
        files.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "manifest")).collect();
    assert_eq!(found.len(), 1, "older checkpoints are removed");
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_keeps_one_checkpoint_and_finishes_the_pipeline() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("made/if/missing");
    assert_eq!(run(options(2).checkpoints(&state)).await.unwrap().outcome, Outcome::Finished);
    assert!(manifest(&state).exists());
    assert_eq!(run(options(2).checkpoints(&state)).await.unwrap().outcome, Outcome::AlreadyFinished);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_of_another_pipeline_is_refused_by_both_names() {
    let folder = tempfile::tempdir().unwrap();
    run(options(1).checkpoints(folder.path())).await.unwrap();
    let (log, table) = (numbers(1, 10), MemoryTable::new());
    let other = Pipeline::new("other");
    other.source("log", MemorySource::new(&log).bounded()).sink("table", MemorySink::append(&table));
    let error = other.run(options(1).checkpoints(folder.path())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incompatible);
    assert_eq!((error.context("theirs"), error.context("this")), (Some("numbers"), Some("other")), "{error}");
    assert!(table.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_manifest_is_refused_by_its_file_name() {
    let damages: [(&str, Damage); 4] = [
        ("truncated", |b| b.truncate(b.len() / 2)),
        ("bit-flipped", |b| *b.last_mut().unwrap() ^= 1),
        ("empty", Vec::clear),
        ("newer", |b| *b = String::from_utf8(b.clone()).unwrap().replacen(" 1 ", " 7 ", 1).into_bytes()),
    ];
    for (name, damage) in damages {
        let folder = tempfile::tempdir().unwrap();
        run(options(1).checkpoints(folder.path())).await.unwrap();
        let file = manifest(folder.path());
        let mut bytes = fs::read(&file).unwrap();
        damage(&mut bytes);
        fs::write(&file, bytes).unwrap();
        let error = run(options(1).checkpoints(folder.path())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Incompatible, "{name}: {error}");
        let named = error.context("file").unwrap();
        assert!(named.ends_with(file.file_name().unwrap().to_str().unwrap()), "{name}: {error}");
        assert_eq!(error.message().contains("newer"), name == "newer", "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_on_one_folder_are_refused_unless_the_second_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let hold = FileStore::new(folder.path()).hold().await.unwrap();
    let error = run(options(1).checkpoints(folder.path())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Fenced, "{error}");
    assert!(error.to_string().contains("take_over"), "{error}");
    run(options(1).checkpoints(folder.path()).take_over()).await.unwrap();
    drop(hold);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_taken_over_is_fenced_at_its_next_checkpoint() {
    let (log, table, store) = (MemoryLog::<u64>::new(1), MemoryTable::new(), MemoryStore::new());
    crate::world::append(&log, 0..50);
    let start = || {
        let pipeline = Pipeline::new("numbers");
        pipeline.source("log", MemorySource::new(&log)).sink("table", MemorySink::two_phase(&table));
        let handle = pipeline.handle();
        (handle, tokio::spawn(pipeline.run(options(1).store(store.clone()).take_over())))
    };
    let (first, old) = start();
    crate::world::until("the first one has a checkpoint", || first.progress().checkpoints > 0).await;
    let (second, new) = start();
    let error = old.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Fenced, "{error}");
    second.stop();
    new.await.unwrap().unwrap();
    assert_eq!(table.rows().len(), 50);
}

type Damage = fn(&mut Vec<u8>);

/// A memory store whose disk is full for some writes.
#[derive(Debug)]
struct FullDisk {
    inner: MemoryStore,
    /// Writes from this one on fail, this many times.
    from: usize,
    times: usize,
    writes: AtomicUsize,
}

#[async_trait]
impl CheckpointStore for FullDisk {
    fn place(&self) -> String {
        self.inner.place()
    }
    async fn hold(&self) -> Result<Option<Hold>> {
        self.inner.hold().await
    }
    async fn folders(&self) -> Result<Vec<String>> {
        self.inner.folders().await
    }
    async fn make_folder(&self, folder: &str) -> Result<bool> {
        self.inner.make_folder(folder).await
    }
    async fn rename_folder(&self, from: &str, to: &str) -> Result<()> {
        self.inner.rename_folder(from, to).await
    }
    async fn remove_folder(&self, folder: &str) -> Result<()> {
        self.inner.remove_folder(folder).await
    }
    async fn files(&self, folder: &str) -> Result<Vec<String>> {
        self.inner.files(folder).await
    }
    async fn write(&self, folder: &str, file: &str, bytes: Vec<u8>) -> Result<()> {
        let write = self.writes.fetch_add(1, Ordering::SeqCst);
        if (self.from..self.from.saturating_add(self.times)).contains(&write) {
            return Err(Error::new(ErrorKind::Unavailable, "there is no room for the checkpoint"));
        }
        self.inner.write(folder, file, bytes).await
    }
    async fn read(&self, folder: &str, file: &str) -> Result<Option<Vec<u8>>> {
        self.inner.read(folder, file).await
    }
    async fn remove(&self, folder: &str, file: &str) -> Result<()> {
        self.inner.remove(folder, file).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_restarts_the_run_and_loses_nothing() {
    for from in 1..8 {
        let (log, table) = (numbers(2, 2000), MemoryTable::new());
        let (pipeline, stream) = bounded(&log);
        stream.sink("table", MemorySink::transactional(&table));
        let store = FullDisk { inner: MemoryStore::new(), from, times: 2, writes: AtomicUsize::new(0) };
        let report = pipeline.run(options(2).store(store)).await.unwrap();
        assert_eq!(crate::world::sorted(table.rows()), (0..2000).collect::<Vec<_>>(), "write {from}");
        assert!(report.is_balanced());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_stays_full_ends_the_run_and_says_so() {
    let store =
        FullDisk { inner: MemoryStore::new(), from: 2, times: usize::MAX, writes: AtomicUsize::new(0) };
    let error = run(options(1).store(store)).await.unwrap_err();
    assert!(error.message().contains("no room"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_or_impossible_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let error = run(options(1).checkpoints(file.join("state"))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert!(error.context("path").unwrap().contains("file"), "{error}");
}
