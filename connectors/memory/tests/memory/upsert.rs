use crate::common::{rows, run};
use aqueduct_core::{Delivery, ErrorKind, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{MemorySink, MemoryTable, TableCall};
use std::collections::BTreeMap;

type Count = (&'static str, u64);

#[tokio::test]
async fn a_row_replaces_the_one_with_the_same_key() {
    let table = MemoryTable::<Count>::new();
    let sink = MemorySink::upsert(&table, |row| row.0);
    assert_eq!(sink.delivery(), Delivery::Upsert);
    for subtask in [0, 1] {
        let mut writer = sink.open(SubtaskId(subtask), &run(1)).await.unwrap();
        writer.write(&mut rows([("b", 1), ("a", 1), ("b", 2)])).await.unwrap();
    }
    assert_eq!(table.rows(), [("a", 1), ("b", 2)]);
}

#[tokio::test]
async fn a_version_keeps_a_zombie_from_rewriting_rows() {
    for versioned in [false, true] {
        let table = MemoryTable::<Count>::new();
        let sink = || {
            let sink = MemorySink::upsert(&table, |row| row.0);
            if versioned { sink.versioned() } else { sink }
        };
        let (old, new) = (sink(), sink());
        let mut zombie = old.open(SubtaskId(0), &run(1)).await.unwrap();
        zombie.write(&mut rows([("a", 1), ("b", 1)])).await.unwrap();
        let mut writer = new.open(SubtaskId(0), &run(2)).await.unwrap();
        writer.write(&mut rows([("a", 2)])).await.unwrap();
        let mut late = rows([("a", 1), ("b", 3)]);
        assert!(zombie.write(&mut late).await.unwrap().is_empty() && late.is_empty());
        let kept = if versioned { 2 } else { 1 };
        assert_eq!(table.rows(), [("a", kept), ("b", 3)]);
    }
}

#[tokio::test]
async fn a_row_without_a_key_is_refused_alone() {
    let table = MemoryTable::<Count>::new();
    // Keys of a JSON object are text.
    let sink = MemorySink::upsert(&table, |row| match row.1 {
        0 => BTreeMap::from([((row.0, 0), 0)]),
        _ => BTreeMap::new(),
    });
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    let refused = writer.write(&mut rows([("bad", 0), ("good", 1)])).await.unwrap();
    assert_eq!((refused[0].row.value.0, refused[0].nth), ("bad", Some(0)));
    assert_eq!(refused[0].reason.kind(), ErrorKind::BadRecord);
    assert_eq!(table.rows(), [("good", 1)]);
}

#[tokio::test]
async fn half_a_write_puts_rows_under_their_own_keys() {
    let table = MemoryTable::<Count>::new();
    table.refuse(|row| (row.0 == "x").then(|| "x".to_owned()));
    table.fail(TableCall::HalfWrite, 1, ErrorKind::Unavailable);
    let sink = MemorySink::upsert(&table, |row| row.0);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    let mut given = rows([("a", 1), ("x", 0), ("b", 2), ("c", 3)]);
    writer.write(&mut given).await.unwrap_err();
    assert_eq!((table.rows(), given.len()), (vec![("a", 1)], 3));
    assert_eq!(writer.write(&mut given).await.unwrap().len(), 1);
    assert_eq!(table.rows(), [("a", 1), ("b", 2), ("c", 3)]);
}
