use crate::common::{epoch, rows, run};
use aqueduct_core::{Delivery, ErrorKind, EventTime, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{BatchName, MemorySink, MemoryTable};

/// What the writer of a subtask prepares from these rows.
async fn prepare(table: &MemoryTable<u64>, run: &Run, subtask: usize, values: &[u64]) -> Vec<BatchName> {
    let sink = MemorySink::two_phase(table);
    let mut writer = sink.open(SubtaskId(subtask), run).await.unwrap();
    writer.write(&mut rows(values.iter().copied())).await.unwrap();
    writer.prepare(epoch(run.incarnation, 1)).await.unwrap().commits
}

async fn publish(table: &MemoryTable<u64>, commits: &[BatchName]) -> aqueduct_core::Result<()> {
    let sink = MemorySink::two_phase(table);
    sink.publish(epoch(1, 1), EventTime::MIN, commits).await
}

#[tokio::test]
async fn nothing_is_visible_before_it_is_published_and_then_only_once() {
    let table = MemoryTable::new();
    assert_eq!(MemorySink::two_phase(&table).delivery(), Delivery::TwoPhase);
    let mut commits = prepare(&table, &run(1), 0, &[1, 2]).await;
    commits.extend(prepare(&table, &run(1), 1, &[3]).await);
    assert_eq!((table.rows().len(), table.leftovers().len()), (0, 2));
    let stored = postcard::to_stdvec(&commits).unwrap();
    let json = serde_json::to_string(&commits).unwrap();
    publish(&table, &postcard::from_bytes::<Vec<_>>(&stored).unwrap()).await.unwrap();
    publish(&table, &serde_json::from_str::<Vec<_>>(&json).unwrap()).await.unwrap();
    assert_eq!((table.rows(), table.leftovers().len()), (vec![1, 2, 3], 0));
    let published = table.published();
    assert_eq!(published[1], (commits[1].clone(), vec![3]));
}

#[tokio::test]
async fn every_epoch_has_a_batch_of_its_own_and_an_empty_one_has_none() {
    let table = MemoryTable::new();
    let sink = MemorySink::two_phase(&table);
    let mut writer = sink.open(SubtaskId(3), &run(2)).await.unwrap();
    let mut names = Vec::new();
    for (n, values) in (1..).zip([&[1][..], &[], &[2]]) {
        writer.write(&mut rows(values.iter().copied())).await.unwrap();
        names.extend(writer.prepare(epoch(2, n)).await.unwrap().commits);
        writer.commit(epoch(2, n)).await.unwrap();
    }
    let names: Vec<_> = names.iter().map(BatchName::to_string).collect();
    let store = "00000000000000000000000000000007";
    assert_eq!(names, [format!("shop/orders/{store}/2-3-0"), format!("shop/orders/{store}/2-3-1")]);
}

#[tokio::test]
async fn a_batch_that_is_nowhere_stops_with_its_name() {
    let table = MemoryTable::new();
    let lost = prepare(&MemoryTable::new(), &run(1), 0, &[1]).await;
    let error = publish(&table, &lost).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incompatible);
    assert_eq!(error.context("batch"), Some(lost[0].to_string().as_str()));
}

#[tokio::test]
async fn sweeping_takes_older_incarnations_of_the_same_pipeline_sink_and_store() {
    let table = MemoryTable::new();
    let others = [
        Run { pipeline: "other".to_owned(), ..run(1) },
        Run { sink: "other".to_owned(), ..run(1) },
        Run { store: 8, ..run(1) },
        run(2),
        run(3),
    ];
    let old = prepare(&table, &run(1), 0, &[1]).await;
    let done = prepare(&table, &run(1), 1, &[9]).await;
    publish(&table, &done).await.unwrap();
    for other in &others {
        prepare(&table, other, 0, &[2]).await;
    }
    let sink = MemorySink::two_phase(&table);
    for _ in 0..2 {
        sink.sweep(&run(2)).await.unwrap();
        assert_eq!(table.leftovers().len(), others.len());
    }
    assert_eq!(table.rows(), [9]);
    assert!(publish(&table, &old).await.is_err());
    publish(&table, &done).await.unwrap();
}

#[tokio::test]
async fn a_crash_while_writing_leaves_something_to_sweep() {
    let table = MemoryTable::new();
    let sink = MemorySink::two_phase(&table);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    writer.write(&mut rows([1])).await.unwrap();
    drop(writer);
    assert_eq!(table.leftovers().len(), 1);
    sink.sweep(&run(2)).await.unwrap();
    assert!(table.leftovers().is_empty());
}

#[tokio::test]
async fn rows_may_be_refused_as_late_as_in_prepare() {
    let table = MemoryTable::new();
    table.refuse_in_prepare(|row: &u64| (*row > 1).then(|| "too large".to_owned()));
    let sink = MemorySink::two_phase(&table);
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    assert!(writer.write(&mut rows([1, 2])).await.unwrap().is_empty());
    let prepared = writer.prepare(epoch(1, 1)).await.unwrap();
    assert_eq!((prepared.refused[0].row.value, prepared.refused[0].nth), (2, None));
    publish(&table, &prepared.commits).await.unwrap();
    assert_eq!(table.rows(), [1]);

    writer.write(&mut rows([3])).await.unwrap();
    let prepared = writer.prepare(epoch(1, 2)).await.unwrap();
    assert_eq!((prepared.refused.len(), prepared.commits.len()), (1, 0));
    assert!(table.leftovers().is_empty());
}
