use crate::common::{batch, kind, log_of, reader, split};
use aqueduct_core::{ErrorKind, Fetch, Source, SourceReader, Split};
use aqueduct_memory::{MemorySource, MemorySplit};

#[tokio::test]
async fn a_stored_split_goes_on_right_after_its_batch() {
    let log = log_of(&[&[1, 2, 3]]);
    let source = MemorySource::new(&log).bounded().chunk(2);
    let (_, resume) = batch(reader(&source).await.fetch().await.unwrap());
    let json: MemorySplit = serde_json::from_str(&serde_json::to_string(&resume).unwrap()).unwrap();
    let binary: MemorySplit = postcard::from_bytes(&postcard::to_stdvec(&resume).unwrap()).unwrap();
    assert_eq!((&json, &binary), (&resume, &resume));
    let mut reader = source.open(vec![json]).await.unwrap();
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [3]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(_)));
}

#[tokio::test]
async fn a_bounded_source_run_again_reads_only_what_is_new() {
    let log = log_of(&[&[1]]);
    let source = MemorySource::new(&log).bounded();
    let (_, stored) = batch(reader(&source).await.fetch().await.unwrap());
    log.append(0, 2, crate::common::at(2));
    let fresh = source.discover(false, &[]).await.unwrap().splits.remove(0);
    let mut reader = source.open(vec![fresh.resume_from(&stored)]).await.unwrap();
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [2]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(_)));
}

#[tokio::test]
async fn the_latest_position_counts_for_the_first_discovery_only() {
    let log = log_of(&[&[1, 2]]);
    log.truncate(0, 1);
    let source = MemorySource::new(&log).from_latest();
    let next = |splits: Vec<MemorySplit>| splits.iter().map(|s| s.next).collect::<Vec<_>>();
    assert_eq!(next(source.discover(true, &[]).await.unwrap().splits), [2]);
    assert_eq!(log.add_partition(), 1);
    assert_eq!(next(source.discover(false, &[]).await.unwrap().splits), [1, 0]);
    assert_eq!(next(MemorySource::new(&log).discover(true, &[]).await.unwrap().splits), [1, 0]);
}

#[tokio::test]
async fn ended_splits_are_not_discovered_again() {
    let log = log_of(&[&[], &[], &[]]);
    let source = MemorySource::new(&log).bounded();
    let found = source.discover(false, &[split("p0"), split("p2")]).await.unwrap();
    assert_eq!(found.splits.iter().map(Split::id).collect::<Vec<_>>(), [split("p1")]);
    assert!(found.forget.is_empty());
}

#[tokio::test]
async fn a_position_that_is_gone_is_never_skipped() {
    let log = log_of(&[&[1, 2, 3]]);
    let source = MemorySource::new(&log);
    log.truncate(0, 2);
    for (partition, next) in [(0, 1), (0, 4), (5, 0)] {
        let gone = MemorySplit { partition, next, end: None };
        let error = source.open(vec![gone]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PositionLost);
        assert_eq!(error.context("wanted"), Some(format!("p{partition}@{next}").as_str()));
        assert_eq!(error.context("earliest"), (partition == 0).then_some("2"));
    }
    for next in [2, 3] {
        source.open(vec![MemorySplit { partition: 0, next, end: None }]).await.unwrap();
    }
}

#[tokio::test]
async fn retention_that_overtakes_a_reader_fails_this_split_alone() {
    let log = log_of(&[&[1, 2, 3], &[9]]);
    let mut reader = reader(&MemorySource::new(&log).chunk(1)).await;
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    log.truncate(0, 2);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [9]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(s) if s == [split("p1")]));
    let Fetch::Failed(id, error) = reader.fetch().await.unwrap() else { panic!("no failure") };
    assert_eq!((id, error.kind()), (split("p0"), ErrorKind::PositionLost));
}

#[tokio::test]
async fn a_split_at_its_bounded_end_needs_nothing_that_is_gone() {
    let log = log_of(&[&[1, 2, 3]]);
    log.truncate(0, 3);
    let done = MemorySplit { partition: 0, next: 2, end: Some(2) };
    let mut reader = MemorySource::new(&log).open(vec![done]).await.unwrap();
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(_)));
}

#[tokio::test]
async fn acknowledging_keeps_the_highest_position() {
    let log = log_of(&[&[1, 2, 3], &[]]);
    let mut reader = reader(&MemorySource::new(&log)).await;
    let upto = |next| MemorySplit { partition: 0, next, end: None };
    reader.acknowledge(&[upto(2)]).await.unwrap();
    reader.acknowledge(&[upto(1)]).await.unwrap();
    assert_eq!((log.acknowledged(0), log.acknowledged(1)), (2, 0));
    assert_eq!(kind(reader.acknowledge(&[]).await), None);
}

#[tokio::test]
async fn lag_is_what_is_left_to_read() {
    let log = log_of(&[&[1, 2, 3]]);
    let mut reader = reader(&MemorySource::new(&log).bounded().chunk(1)).await;
    log.append(0, 4, crate::common::at(4));
    reader.fetch().await.unwrap();
    assert_eq!(reader.lag(&split("p0")).unwrap().records, Some(2));
    assert!(reader.lag(&split("p9")).is_none());
}
