use crate::common::{next, reader, scratch, splits};
use aqueduct_console::ConsoleSource;
use aqueduct_core::{Boundedness, ErrorKind, Fetch, Source, SourceReader, Split};
use std::fs::File;
use std::io::Write;
use std::time::Duration;
use tokio::time::{Instant, timeout};

#[tokio::test(start_paused = true)]
async fn a_followed_file_gives_what_is_added_and_no_half_lines() {
    let file = scratch("one\nhal");
    let source = ConsoleSource::file(&file.path).follow();
    assert_eq!(source.boundedness(), Boundedness::Unbounded);
    let mut reader = reader(&source).await;
    let got = next(&mut reader).await;
    assert_eq!((got.values, got.resume.next, got.resume.end), (vec!["one".to_owned()], 4, None));
    let start = Instant::now();
    for _ in 0..3 {
        assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(ids) if ids.len() == 1));
    }
    // At once, and then after each look.
    assert!((400..500).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    let mut more = File::options().append(true).open(&file.path).unwrap();
    more.write_all(b"f\nnext").unwrap();
    let got = next(&mut reader).await;
    assert_eq!((got.values, got.resume.next), (vec!["half".to_owned()], 9));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_fetch_loses_neither_lines_nor_progress() {
    let file = scratch("a\n");
    let mut reader = reader(&ConsoleSource::file(&file.path).follow()).await;
    let mut more = File::options().append(true).open(&file.path).unwrap();
    let mut lines = Vec::new();
    let start = Instant::now();
    while lines.len() < 3 {
        assert!(start.elapsed() < Duration::from_secs(30), "only {lines:?}");
        match timeout(Duration::from_millis(50), reader.fetch()).await {
            Ok(Ok(Fetch::Batch { records, .. })) => {
                lines.extend(records.into_iter().map(|record| record.value));
                more.write_all(b"b\n").unwrap();
            }
            Ok(Ok(Fetch::Idle(_))) | Err(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(lines, ["a", "b", "b"]);
}

#[tokio::test(start_paused = true)]
async fn a_truncated_file_is_a_lost_position() {
    let file = scratch("one\ntwo\n");
    let mut reader = reader(&ConsoleSource::file(&file.path).follow()).await;
    next(&mut reader).await;
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(_)));
    std::fs::write(&file.path, "new\n").unwrap();
    let Fetch::Failed(_, error) = reader.fetch().await.unwrap() else { panic!("no failure") };
    assert_eq!(error.kind(), ErrorKind::PositionLost);
    assert_eq!(error.context("name"), file.path.to_str());
}

#[tokio::test(start_paused = true)]
async fn a_held_file_is_not_read() {
    let file = scratch("one\n");
    let source = ConsoleSource::file(&file.path).follow();
    let mut reader = reader(&source).await;
    reader.hold(&[splits(&source).await[0].id()]);
    assert!(timeout(Duration::from_millis(50), reader.fetch()).await.is_err());
    reader.hold(&[]);
    assert_eq!(next(&mut reader).await.values, ["one"]);
}
