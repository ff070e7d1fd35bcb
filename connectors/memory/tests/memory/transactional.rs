use crate::common::{epoch, kind, rows, run};
use aqueduct_core::{Delivery, ErrorKind, Result, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{MemorySink, MemoryTable, TableCall, TransactionalWriter};

/// A writer of an incarnation that has claimed the table.
async fn start(table: &MemoryTable<u64>, incarnation: u64) -> TransactionalWriter<u64> {
    let sink = MemorySink::transactional(table);
    sink.claim(&run(incarnation)).await.unwrap();
    sink.open(SubtaskId(0), &run(incarnation)).await.unwrap()
}

/// One epoch with one row.
async fn step(writer: &mut TransactionalWriter<u64>, incarnation: u64, n: u64) -> Result<()> {
    writer.write(&mut rows([n])).await?;
    writer.prepare(epoch(incarnation, n)).await?;
    writer.commit(epoch(incarnation, n)).await
}

#[tokio::test]
async fn rows_and_marker_appear_together() {
    let table = MemoryTable::new();
    let sink = MemorySink::transactional(&table);
    assert_eq!(sink.delivery(), Delivery::Transactional);
    assert_eq!(sink.claim(&run(1)).await.unwrap(), None);
    let mut writer = start(&table, 1).await;
    writer.write(&mut rows([1, 2])).await.unwrap();
    writer.prepare(epoch(1, 1)).await.unwrap();
    assert_eq!((table.rows().len(), table.marker("shop", "orders")), (0, None));
    assert_eq!(table.leftovers(), ["transaction 0"]);
    writer.commit(epoch(1, 1)).await.unwrap();
    assert_eq!((table.rows(), table.marker("shop", "orders")), (vec![1, 2], Some(epoch(1, 1))));
    assert!(table.leftovers().is_empty());
}

#[tokio::test]
async fn claim_answers_none_until_the_first_commit_and_then_the_marker() {
    let table = MemoryTable::new();
    let sink = MemorySink::transactional(&table);
    drop(start(&table, 1).await);
    assert_eq!(sink.claim(&run(2)).await.unwrap(), None);
    assert_eq!(sink.claim(&run(2)).await.unwrap(), None, "a claim may be repeated");
    let mut writer = start(&table, 2).await;
    step(&mut writer, 2, 1).await.unwrap();
    // An epoch without rows moves the marker as well.
    writer.prepare(epoch(2, 2)).await.unwrap();
    writer.commit(epoch(2, 2)).await.unwrap();
    assert_eq!(sink.claim(&run(3)).await.unwrap(), Some(epoch(2, 2)));
    let other = Run { sink: "other".to_owned(), ..run(1) };
    assert_eq!(sink.claim(&other).await.unwrap(), None);
}

#[tokio::test]
async fn an_older_incarnation_is_fenced() {
    let table = MemoryTable::new();
    let sink = MemorySink::transactional(&table);
    let mut zombie = start(&table, 1).await;
    step(&mut zombie, 1, 1).await.unwrap();
    let mut writer = start(&table, 2).await;
    assert_eq!(kind(step(&mut zombie, 1, 2).await), Some(ErrorKind::Fenced));
    assert_eq!(kind(sink.claim(&run(1)).await), Some(ErrorKind::Fenced));
    assert_eq!(kind(sink.open(SubtaskId(0), &run(1)).await), Some(ErrorKind::Fenced));
    step(&mut writer, 2, 2).await.unwrap();
    drop(zombie);
    assert_eq!((table.rows(), table.leftovers().len()), (vec![1, 2], 0));
}

#[tokio::test]
async fn another_parent_or_store_is_incompatible() {
    let table = MemoryTable::new();
    let (mut one, mut two) = (start(&table, 1).await, start(&table, 1).await);
    step(&mut one, 1, 1).await.unwrap();
    assert_eq!(kind(step(&mut two, 1, 2).await), Some(ErrorKind::Incompatible));
    let other = Run { store: 8, ..run(9) };
    let error = MemorySink::transactional(&table).claim(&other).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incompatible);
    assert_eq!(error.context("stored"), Some("00000000000000000000000000000007"));
    step(&mut one, 1, 2).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_the_marker() {
    let table = MemoryTable::new();
    let mut writer = start(&table, 1).await;
    table.lose_commit_reply(true);
    step(&mut writer, 1, 1).await.unwrap();
    table.lose_commit_reply(false);
    assert_eq!(kind(step(&mut writer, 1, 2).await), Some(ErrorKind::Unavailable));
    drop(writer);
    assert_eq!((table.rows(), table.marker("shop", "orders")), (vec![1], Some(epoch(1, 1))));
    assert!(table.leftovers().is_empty());

    let mut writer = start(&table, 2).await;
    table.fail(TableCall::Commit, 1, ErrorKind::Unavailable);
    assert_eq!(kind(step(&mut writer, 2, 2).await), Some(ErrorKind::Unavailable));
    let mut writer = start(&table, 3).await;
    step(&mut writer, 3, 2).await.unwrap();
    assert_eq!(table.rows(), [1, 2]);
}

#[tokio::test]
async fn a_lost_answer_is_fenced_when_somebody_else_has_committed() {
    let table = MemoryTable::new();
    let mut zombie = start(&table, 1).await;
    let mut writer = start(&table, 2).await;
    step(&mut writer, 2, 1).await.unwrap();
    table.lose_commit_reply(false);
    assert_eq!(kind(step(&mut zombie, 1, 1).await), Some(ErrorKind::Fenced));
    assert_eq!(table.rows(), [1]);
}

#[tokio::test]
async fn calls_out_of_order_are_internal_errors() {
    let table = MemoryTable::new();
    let sink = MemorySink::transactional(&table);
    assert_eq!(kind(sink.open(SubtaskId(0), &run(1)).await), Some(ErrorKind::Internal));
    let mut writer = start(&table, 1).await;
    assert_eq!(kind(writer.commit(epoch(1, 1)).await), Some(ErrorKind::Internal));
    writer.prepare(epoch(1, 1)).await.unwrap();
    assert_eq!(kind(writer.write(&mut rows([1])).await), Some(ErrorKind::Internal));
    assert_eq!(kind(writer.commit(epoch(1, 2)).await), Some(ErrorKind::Internal));
}

#[tokio::test]
async fn rows_refused_in_prepare_are_not_committed() {
    let table = MemoryTable::new();
    table.refuse_in_prepare(|row: &u64| (*row == 2).then(|| "two".to_owned()));
    let mut writer = start(&table, 1).await;
    writer.write(&mut rows([1, 2, 3])).await.unwrap();
    assert_eq!(writer.prepare(epoch(1, 1)).await.unwrap().refused.len(), 1);
    writer.commit(epoch(1, 1)).await.unwrap();
    assert_eq!(table.rows(), [1, 3]);
}
