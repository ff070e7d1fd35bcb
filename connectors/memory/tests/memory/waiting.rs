use crate::common::{at, batch, log_of, reader, split};
use aqueduct_core::{Fetch, Source, SourceReader, SplitId};
use aqueduct_memory::{MemoryReader, MemorySource, MemorySplit};
use futures_util::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

async fn idle(reader: &mut MemoryReader<u64, u64>) -> Vec<SplitId> {
    match reader.fetch().await.unwrap() {
        Fetch::Idle(splits) => splits,
        other => panic!("not idle: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn idle_is_said_at_once_and_then_twice_a_second() {
    let log = log_of(&[&[], &[]]);
    let mut reader = reader(&MemorySource::new(&log)).await;
    let start = Instant::now();
    assert_eq!(idle(&mut reader).await, [split("p0"), split("p1")]);
    assert_eq!(start.elapsed(), Duration::ZERO);
    for _ in 0..3 {
        assert_eq!(idle(&mut reader).await.len(), 2);
    }
    // The timer counts whole milliseconds.
    assert!(start.elapsed().abs_diff(Duration::from_millis(1500)) < Duration::from_millis(5));
}

#[tokio::test(start_paused = true)]
async fn a_split_is_said_to_be_idle_while_others_have_records() {
    let log = log_of(&[&[], &[1, 2, 3, 4]]);
    let mut reader = reader(&MemorySource::new(&log).chunk(1)).await;
    assert_eq!(idle(&mut reader).await, [split("p0")]);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    tokio::time::advance(Duration::from_millis(501)).await;
    assert_eq!(idle(&mut reader).await, [split("p0")]);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_new_record_ends_the_wait() {
    let log = log_of(&[&[]]);
    let mut reader = reader(&MemorySource::new(&log)).await;
    idle(&mut reader).await;
    let start = Instant::now();
    let writer = log.clone();
    let writer = tokio::spawn(async move {
        sleep(Duration::from_millis(100)).await;
        writer.append(0, 7, at(7));
    });
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [7]);
    assert!(start.elapsed() < Duration::from_millis(110));
    writer.await.unwrap();
    // At its end once more, and this is said at once.
    assert_eq!(idle(&mut reader).await, [split("p0")]);
    assert!(start.elapsed() < Duration::from_millis(110));
}

#[tokio::test(start_paused = true)]
async fn a_change_elsewhere_does_not_put_the_answer_off() {
    let log = log_of(&[&[], &[]]);
    let splits = vec![MemorySplit { partition: 0, next: 0, end: None }];
    let mut reader = MemorySource::new(&log).open(splits).await.unwrap();
    idle(&mut reader).await;
    let writer = tokio::spawn(async move {
        loop {
            sleep(Duration::from_millis(50)).await;
            log.append(1, 1, at(1));
        }
    });
    assert!(timeout(Duration::from_secs(1), reader.fetch()).await.is_ok());
    writer.abort();
}

#[tokio::test(start_paused = true)]
async fn a_held_split_tells_nothing_until_it_is_let_go() {
    let log = log_of(&[&[1], &[2], &[]]);
    let mut reader = reader(&MemorySource::new(&log)).await;
    reader.hold(&[split("p0"), split("p2")]);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [2]);
    assert_eq!(idle(&mut reader).await, [split("p1")]);
    reader.hold(&[split("p2")]);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
    reader.hold(&[]);
    assert_eq!(idle(&mut reader).await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_reader_with_nothing_to_read_waits() {
    let log = log_of(&[&[1]]);
    let source = MemorySource::new(&log);
    let mut reader = source.open(Vec::new()).await.unwrap();
    let minute = Duration::from_secs(60);
    assert!(timeout(minute, reader.fetch()).await.is_err());
    reader.hold(&[split("p0")]);
    let splits = source.discover(true, &[]).await.unwrap().splits;
    reader.add(splits).await.unwrap();
    assert!(timeout(minute, reader.fetch()).await.is_err());
    reader.hold(&[]);
    assert_eq!(batch(reader.fetch().await.unwrap()).0, [1]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_fetch_loses_neither_records_nor_progress() {
    let log = log_of(&[&[]]);
    let mut reader = reader(&MemorySource::new(&log)).await;
    idle(&mut reader).await;
    let mut answered = 0;
    // A fetch that never lives longer than 10 ms still comes to its idle answer.
    for _ in 0..60 {
        answered += usize::from(timeout(Duration::from_millis(10), reader.fetch()).await.is_ok());
    }
    assert_eq!(answered, 1);
    assert!(reader.fetch().now_or_never().is_none());
    log.append(0, 1, at(1));
    assert_eq!(batch(reader.fetch().now_or_never().unwrap().unwrap()).0, [1]);
}
