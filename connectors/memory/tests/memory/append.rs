use crate::common::{epoch, kind, rows, run};
use aqueduct_core::{Delivery, ErrorKind, EventTime, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{MemorySink, MemoryTable, TableCall};
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn rows_are_visible_as_soon_as_they_are_written() {
    let table = MemoryTable::new();
    let sink = MemorySink::append(&table);
    assert_eq!((sink.delivery(), sink.claim(&run(1)).await.unwrap()), (Delivery::Append, None));
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    let mut given = rows([1, 2]);
    assert!(writer.write(&mut given).await.unwrap().is_empty() && given.is_empty());
    assert_eq!(table.rows(), [1, 2]);
    let prepared = writer.prepare(epoch(1, 1)).await.unwrap();
    assert!(prepared.commits.is_empty() && prepared.refused.is_empty());
    writer.commit(epoch(1, 1)).await.unwrap();
    sink.publish(epoch(1, 1), EventTime::MIN, &[]).await.unwrap();
    assert!(table.leftovers().is_empty());
}

#[tokio::test]
async fn refused_rows_come_back_with_their_place_and_the_others_are_written() {
    let table = MemoryTable::new();
    table.refuse(|row: &u64| row.is_multiple_of(2).then(|| format!("{row} is even")));
    let sink = MemorySink::append(&table);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    let refused = writer.write(&mut rows([1, 2, 3, 4])).await.unwrap();
    let refused: Vec<_> = refused.iter().map(|r| (r.row.value, r.nth, r.reason.message())).collect();
    assert_eq!(refused, [(2, Some(1), "2 is even"), (4, Some(3), "4 is even")]);
    assert_eq!(table.rows(), [1, 3]);
}

#[tokio::test]
async fn after_an_error_the_rows_that_are_left_were_not_taken() {
    let table = MemoryTable::new();
    table.refuse(|row: &u64| (*row == 2).then(|| "two".to_owned()));
    table.fail(TableCall::Write, 1, ErrorKind::Unavailable);
    table.fail(TableCall::HalfWrite, 1, ErrorKind::Throttled);
    let sink = MemorySink::append(&table);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    let mut given = rows([1, 2, 3, 4, 5, 6]);
    assert_eq!(kind(writer.write(&mut given).await), Some(ErrorKind::Unavailable));
    assert_eq!((given.len(), table.rows().len()), (6, 0));
    assert_eq!(kind(writer.write(&mut given).await), Some(ErrorKind::Throttled));
    assert_eq!(given.iter().map(|row| row.value).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    let refused = writer.write(&mut given).await.unwrap();
    assert_eq!((refused.len(), table.rows()), (1, vec![1, 3, 4, 5, 6]));
}

#[tokio::test(start_paused = true)]
async fn a_stalled_table_answers_when_it_is_let_go() {
    let table = MemoryTable::new();
    let sink = MemorySink::append(&table);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    table.stall();
    let mut given = rows([1]);
    assert!(timeout(Duration::from_secs(9), writer.write(&mut given)).await.is_err());
    assert!(timeout(Duration::from_secs(9), sink.claim(&run(2))).await.is_err());
    assert_eq!((given.len(), table.rows().len()), (1, 0));
    let later = table.clone();
    let later = tokio::spawn(async move { later.resume() });
    writer.write(&mut given).await.unwrap();
    later.await.unwrap();
    assert_eq!(table.rows(), [1]);
}

#[tokio::test]
async fn each_call_can_be_made_to_fail() {
    let table = MemoryTable::<u64>::new();
    let sink = MemorySink::append(&table);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    for call in [TableCall::Claim, TableCall::Publish, TableCall::Sweep, TableCall::Open, TableCall::Prepare]
    {
        table.fail(call, 1, ErrorKind::Denied);
    }
    let denied = Some(ErrorKind::Denied);
    assert_eq!(kind(sink.claim(&run(1)).await), denied);
    assert_eq!(kind(sink.publish(epoch(1, 1), EventTime::MIN, &[]).await), denied);
    assert_eq!(kind(sink.sweep(&run(1)).await), denied);
    assert_eq!(kind(sink.open(SubtaskId(0), &run(1)).await), denied);
    assert_eq!(kind(writer.prepare(epoch(1, 1)).await), denied);
    assert_eq!(kind(writer.prepare(epoch(1, 1)).await), None);
}
