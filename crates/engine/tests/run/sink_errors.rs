//! A sink that errors in each call.

use crate::world::{bounded, numbers, options, sorted};
use aqueduct_core::{ErrorKind, Sink};
use aqueduct_memory::{MemorySink, MemoryTable, TableCall};

const CALLS: [TableCall; 8] = [
    TableCall::Claim,
    TableCall::Open,
    TableCall::Write,
    TableCall::HalfWrite,
    TableCall::Prepare,
    TableCall::Commit,
    TableCall::Publish,
    TableCall::Sweep,
];

async fn survives<S: Sink<u64>>(call: TableCall, repeats: bool, sink: impl Fn(&MemoryTable<u64>) -> S) {
    for (nth, parallelism) in [(1, 1), (2, 2), (3, 3)] {
        let (log, table) = (numbers(3, 2000), MemoryTable::new());
        table.fail(call, nth, ErrorKind::Unavailable);
        let (pipeline, stream) = bounded(&log);
        stream.sink("table", sink(&table));
        let report = pipeline.run(options(parallelism)).await.unwrap();
        let mut rows = sorted(table.rows());
        if repeats {
            rows.dedup();
        }
        assert_eq!(rows, (0..2000).collect::<Vec<_>>(), "{call:?} {nth}");
        assert!(report.is_balanced(), "{report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn transient_errors_of_every_call_keep_the_guarantee() {
    for call in CALLS {
        survives(call, true, MemorySink::append).await;
        survives(call, false, |t| MemorySink::upsert(t, |v: &u64| *v)).await;
        survives(call, false, MemorySink::two_phase).await;
        survives(call, false, MemorySink::transactional).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_errors_of_every_call_stop_the_run_and_name_the_sink() {
    for call in CALLS {
        let (log, table) = (numbers(3, 200), MemoryTable::new());
        table.fail(call, 1, ErrorKind::Denied);
        let (pipeline, stream) = bounded(&log);
        match call {
            TableCall::Commit => stream.sink("table", MemorySink::transactional(&table)),
            _ => stream.sink("table", MemorySink::two_phase(&table)),
        }
        let error = pipeline.run(options(2)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Denied, "{call:?}: {error}");
        assert_eq!(error.context("sink"), Some("table"), "{call:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_was_lost_counts_once() {
    for landed in [true, false] {
        let (log, table) = (numbers(3, 2000), MemoryTable::new());
        table.lose_commit_reply(landed);
        let (pipeline, stream) = bounded(&log);
        stream.sink("table", MemorySink::transactional(&table));
        pipeline.run(options(2)).await.unwrap();
        assert_eq!(sorted(table.rows()), (0..2000).collect::<Vec<_>>(), "landed: {landed}");
    }
}
