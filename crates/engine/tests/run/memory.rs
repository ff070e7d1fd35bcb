//! Bounds on memory.

use crate::world::{options, until};
use aqueduct_core::EventTime;
use aqueduct_engine::{Pipeline, Verb};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A large record that counts how many of its kind are alive outside the log.
#[derive(Debug)]
struct Large {
    bytes: Vec<u8>,
    alive: Arc<AtomicUsize>,
    counted: bool,
}

impl Clone for Large {
    fn clone(&self) -> Self {
        self.alive.fetch_add(1, Ordering::SeqCst);
        Self { bytes: self.bytes.clone(), alive: Arc::clone(&self.alive), counted: true }
    }
}

impl Drop for Large {
    fn drop(&mut self) {
        if self.counted {
            self.alive.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

impl serde::Serialize for Large {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.bytes.len() as u64)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_sink_keeps_large_records_under_the_budget() {
    const MEGABYTE: usize = 1 << 20;
    let (log, table) = (MemoryLog::new(2), MemoryTable::<Large>::new());
    let alive = Arc::new(AtomicUsize::new(0));
    let pipeline = Pipeline::new("large");
    let source = |log| MemorySource::new(log).until_closed().sized(|l: &Large| l.bytes.len());
    // Through channels: a merge, and a single writer.
    let merged =
        pipeline.source("a", source(&log)).merge(Verb::new("union"), pipeline.source("b", source(&log)));
    merged.sink("table", MemorySink::transactional(&table));
    let handle = pipeline.handle();
    let run = tokio::spawn(pipeline.run(options(2).buffer(64 * MEGABYTE)));
    until("the writer is open", || handle.progress().checkpoints > 0).await;
    table.stall();
    for i in 0..400 {
        let large = Large { bytes: vec![0; MEGABYTE], alive: Arc::clone(&alive), counted: false };
        log.append(i % 2, large, EventTime::from_secs(i64::from(i)));
    }
    log.close();
    let mut settled = (0, 0);
    until("nothing moves any more", || {
        let read = handle.progress().read();
        settled = if read > 0 && read == settled.0 { (read, settled.1 + 1) } else { (read, 0) };
        settled.1 > 100
    })
    .await;
    let held = alive.load(Ordering::SeqCst);
    assert!(held > 0 && held < 64 + 32, "{held} MiB are alive beside a budget of 64");
    table.resume();
    run.await.unwrap().unwrap();
    assert_eq!(table.rows().len(), 800);
}
