use crate::common::{at, batch, kind, log_of, reader, split};
use aqueduct_core::decode::{Json, Text};
use aqueduct_core::{Boundedness, ErrorKind, EventTime, Fetch, Reason, Source, SourceReader};
use aqueduct_memory::{LogCall, MemoryLog, MemorySource};

#[tokio::test]
async fn partitions_are_read_in_turn_and_each_in_order() {
    let log = log_of(&[&[1, 2, 3], &[10], &[20, 21]]);
    let mut reader = reader(&MemorySource::new(&log).bounded().chunk(1)).await;
    let (mut got, mut ended) = (Vec::new(), Vec::new());
    while ended.len() < 3 {
        match reader.fetch().await.unwrap() {
            Fetch::End(split) => ended.push(split),
            fetch => got.extend(batch(fetch).0),
        }
    }
    assert_eq!(got, [1, 10, 20, 2, 21, 3]);
    assert_eq!(ended, [split("p1"), split("p2"), split("p0")]);
}

#[tokio::test]
async fn a_batch_says_where_its_records_stand_and_how_large_they_are() {
    let log = MemoryLog::new(2);
    log.append_all(1, [("a", at(1)), ("bb", at(2)), ("ccc", at(3))]);
    let source = MemorySource::new(&log).sized(|text| text.len());
    let mut reader = reader(&source.max_batch_bytes(3)).await;
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(s) if s == [split("p0")]));
    let Fetch::Batch { records, bytes, origins, rejected, resume, .. } = reader.fetch().await.unwrap() else {
        panic!("no batch");
    };
    assert_eq!((records.len(), records[1].time, bytes), (2, at(2), 3));
    assert_eq!((origins.of(1).as_str(), rejected.len(), resume.next), ("p1@1", 0, 2));
}

#[tokio::test]
async fn a_record_larger_than_a_batch_comes_alone() {
    let log = log_of(&[&[1, 2]]);
    let mut reader = reader(&MemorySource::new(&log).max_batch_bytes(1)).await;
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [2]);
}

#[tokio::test]
async fn an_undecodable_message_is_a_dead_letter_with_its_coordinates() {
    let log = MemoryLog::new(1);
    log.append_all(0, [&b"1"[..], b"x", b"300", b"4"].map(|m| (m.to_vec(), at(9))));
    let mut reader = reader(&MemorySource::new(&log).decode(Json::<u8>::new())).await;
    let Fetch::Batch { records, bytes, origins, rejected, resume, .. } = reader.fetch().await.unwrap() else {
        panic!("no batch");
    };
    assert_eq!(records.iter().map(|r| (r.value, r.time)).collect::<Vec<_>>(), [(1, at(9)), (4, at(9))]);
    assert_eq!((bytes, origins.of(0), origins.of(1)), (2, "p0@0".into(), "p0@3".into()));
    assert_eq!(resume.next, 4);
    let letters = rejected.iter().map(|l| (l.coordinates.as_str(), l.reason, l.event_time));
    let reason = Reason::Undecodable;
    assert_eq!(letters.collect::<Vec<_>>(), [("p0@1", reason, Some(at(9))), ("p0@2", reason, Some(at(9)))]);
    assert_eq!(rejected[0].payload, b"x");
}

#[tokio::test]
async fn an_untimed_source_gives_no_times() {
    let log = MemoryLog::new(1);
    log.append(0, b"\xff".to_vec(), at(1));
    log.append(0, b"a".to_vec(), at(1));
    let source = MemorySource::new(&log).decode(Text).timed(false);
    assert!(!source.has_time() && MemorySource::new(&log).has_time());
    let Fetch::Batch { records, rejected, .. } = reader(&source).await.fetch().await.unwrap() else {
        panic!("no batch");
    };
    assert_eq!((records[0].time, rejected[0].event_time), (EventTime::MIN, None));
}

#[tokio::test]
async fn a_bounded_source_ends_where_the_log_ended_at_the_discovery() {
    let log = log_of(&[&[1]]);
    let source = MemorySource::new(&log).bounded();
    let mut reader = reader(&source).await;
    log.append(0, 2, at(2));
    assert_eq!(source.boundedness(), Boundedness::Bounded);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(_)));
}

#[tokio::test]
async fn a_source_until_closed_ends_when_somebody_closes_the_log() {
    let log = log_of(&[&[1]]);
    let source = MemorySource::new(&log).until_closed();
    let mut reader = reader(&source).await;
    assert_eq!(source.boundedness(), Boundedness::Bounded);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(_)));
    log.append(0, 2, at(2));
    log.close();
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [2]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(_)));
}

#[tokio::test]
async fn asked_for_failures_come_where_they_were_asked_for() {
    let log = log_of(&[&[1], &[2]]);
    let source = MemorySource::new(&log);
    log.fail(LogCall::Discover, 1, ErrorKind::Unavailable);
    log.fail(LogCall::Open, 1, ErrorKind::Denied);
    log.fail(LogCall::Acknowledge, 1, ErrorKind::Throttled);
    log.fail(LogCall::Fetch(1), 1, ErrorKind::Unavailable);
    log.fail(LogCall::Read, 4, ErrorKind::Internal);
    assert_eq!(kind(source.discover(true, &[]).await), Some(ErrorKind::Unavailable));
    let splits = source.discover(true, &[]).await.unwrap().splits;
    assert_eq!(kind(source.open(splits.clone()).await), Some(ErrorKind::Denied));
    let mut reader = source.open(splits.clone()).await.unwrap();
    assert_eq!(kind(reader.acknowledge(&splits).await), Some(ErrorKind::Throttled));
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(_)));
    let Fetch::Failed(failed, error) = reader.fetch().await.unwrap() else { panic!("no failure") };
    assert_eq!((failed, error.is_transient()), (split("p1"), true));
    assert_eq!(kind(reader.fetch().await), Some(ErrorKind::Internal));
    reader.add(vec![splits[1].clone()]).await.unwrap();
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [2]);
}
