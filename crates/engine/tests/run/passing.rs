use crate::world::{numbers, options, sorted};
use aqueduct_core::decode::{BadRecord, decode_with};
use aqueduct_core::{EventTime, Message, Sink};
use aqueduct_engine::{Entry, Outcome, Pipeline};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};

async fn delivers_all<S: Sink<u64>>(parallelism: usize, sink: impl Fn(&MemoryTable<u64>) -> S) {
    let (log, table) = (numbers(5, 3000), MemoryTable::<u64>::new());
    let pipeline = Pipeline::new("numbers");
    let source = MemorySource::new(&log).bounded();
    pipeline.source("log", source).sink("table", sink(&table));
    let report = pipeline.run(options(parallelism)).await.unwrap();
    assert_eq!(report.outcome, Outcome::Finished);
    assert_eq!(sorted(table.rows()), (0..3000).collect::<Vec<_>>());
    assert_eq!(report.step("table").unwrap().counts[Entry::Kept], 3000);
    assert!(report.is_balanced() && report.checkpoints >= 2, "{report}");
    assert_eq!(table.leftovers(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounded_run_delivers_everything_once_and_ends() {
    for parallelism in [1, 2, 3] {
        delivers_all(parallelism, MemorySink::append).await;
        delivers_all(parallelism, |t| MemorySink::upsert(t, |v: &u64| *v)).await;
        delivers_all(parallelism, MemorySink::two_phase).await;
        delivers_all(parallelism, MemorySink::transactional).await;
    }
}

#[tokio::test]
async fn messages_that_the_decoder_skips_or_rejects_are_accounted_for() {
    let (log, table) = (MemoryLog::<Vec<u8>>::new(1), MemoryTable::<u8>::new());
    log.append_all(0, [b"1", b"x", b"2", b"-"].map(|text| (text.to_vec(), EventTime::from_secs(1))));
    log.close();
    let decoder = decode_with(|message: &Message<'_>| match message.payload {
        Some(b"-") => Ok(None),
        Some([digit @ b'0'..=b'9']) => Ok(Some(digit - b'0')),
        _ => Err(BadRecord::new("not a digit")),
    });
    let pipeline = Pipeline::new("digits");
    let source = MemorySource::new(&log).bounded().decode(decoder);
    pipeline.source("log", source).sink("table", MemorySink::append(&table));
    pipeline.ignore_dead_letters();
    let report = pipeline.run(options(1)).await.unwrap();
    let counts = report.step("log").unwrap().counts;
    let lines = [Entry::In, Entry::Kept, Entry::Filtered, Entry::Rejected].map(|line| counts[line]);
    assert_eq!(lines, [4, 2, 1, 1], "{report}");
    assert_eq!(table.rows(), [1, 2]);
}
