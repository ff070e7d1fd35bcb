use crate::common::{epoch, rows, run};
use aqueduct_core::fault::{FaultHook, Faults, Planted};
use aqueduct_core::{Error, EventTime, Result, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{MemorySink, MemoryTable, POINTS};
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Notes the points that are passed, and stops at one of them.
#[derive(Debug, Default)]
struct Stop {
    at: Option<&'static str>,
    passed: Mutex<BTreeSet<&'static str>>,
}

impl FaultHook for Stop {
    fn reach(&self, point: &'static str) -> BoxFuture<'_, Result<()>> {
        self.passed.lock().unwrap().insert(point);
        let stop = self.at == Some(point);
        Box::pin(async move { if stop { Err(Error::internal(point)) } else { Ok(()) } })
    }

    fn planted(&self, _: Planted) -> bool {
        false
    }
}

fn stopping(at: Option<&'static str>) -> (Arc<Stop>, Run) {
    let stop = Arc::new(Stop { at, ..Stop::default() });
    let faults = Faults::new(Arc::<Stop>::clone(&stop));
    (stop, Run { faults, ..run(1) })
}

/// A start and one epoch of two subtasks, up to where it is stopped.
async fn epoch_of<S: Sink<u64>>(sink: &S, run: &Run) -> Result<()> {
    sink.claim(run).await?;
    sink.sweep(run).await?;
    let mut commits = Vec::new();
    for subtask in [0, 1] {
        let mut writer = sink.open(SubtaskId(subtask), run).await?;
        writer.write(&mut rows([1])).await?;
        commits.extend(writer.prepare(epoch(1, 1)).await?.commits);
        if subtask == 0 {
            writer.commit(epoch(1, 1)).await?;
        }
    }
    sink.publish(epoch(1, 1), EventTime::MIN, &commits).await
}

#[tokio::test]
async fn every_listed_point_is_passed_and_no_other() {
    let (stop, run) = stopping(None);
    let table = MemoryTable::new();
    epoch_of(&MemorySink::append(&table), &run).await.unwrap();
    epoch_of(&MemorySink::upsert(&table, |row| *row), &run).await.unwrap();
    epoch_of(&MemorySink::two_phase(&table), &run).await.unwrap();
    epoch_of(&MemorySink::transactional(&table), &run).await.unwrap();
    assert_eq!(*stop.passed.lock().unwrap(), BTreeSet::from(POINTS));
}

#[tokio::test]
async fn a_stop_after_an_effect_comes_after_it_and_before_it_before() {
    for (point, visible) in
        [("memory.publish.before", 0), ("memory.publish.between", 1), ("memory.publish.after", 2)]
    {
        let (_, run) = stopping(Some(point));
        let table = MemoryTable::new();
        epoch_of(&MemorySink::two_phase(&table), &run).await.unwrap_err();
        assert_eq!(table.rows().len(), visible, "{point}");
    }
    for (point, visible) in [("memory.commit.before", 0), ("memory.commit.after", 1)] {
        let (_, run) = stopping(Some(point));
        let table = MemoryTable::new();
        epoch_of(&MemorySink::transactional(&table), &run).await.unwrap_err();
        assert_eq!((table.rows().len(), table.leftovers().len()), (visible, 0), "{point}");
    }
    for (point, visible) in [("memory.write.before", 0), ("memory.write.after", 1)] {
        let (_, run) = stopping(Some(point));
        let table = MemoryTable::new();
        epoch_of(&MemorySink::append(&table), &run).await.unwrap_err();
        assert_eq!(table.rows().len(), visible, "{point}");
    }
}
