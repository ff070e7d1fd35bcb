use crate::common::{all, next, reader, splits};
use aqueduct_console::{ConsoleSource, ConsoleSplit};
use aqueduct_core::{Boundedness, ErrorKind, Fetch, Source, SourceReader, Split};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tokio::time::Instant;

/// What a test sends, as a program would into a pipe.
struct Pipe(Receiver<io::Result<Vec<u8>>>);

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(bytes) = self.0.recv() else { return Ok(0) };
        bytes?.as_slice().read(buffer)
    }
}

fn pipe() -> (Sender<io::Result<Vec<u8>>>, Pipe) {
    let (sender, receiver) = channel();
    (sender, Pipe(receiver))
}

fn send(to: &Sender<io::Result<Vec<u8>>>, text: &str) {
    to.send(Ok(text.as_bytes().to_vec())).unwrap();
}

#[tokio::test]
async fn a_stream_is_read_until_it_is_closed() {
    let (sender, pipe) = pipe();
    let source = ConsoleSource::reading("pipe", pipe);
    assert_eq!(source.boundedness(), Boundedness::Bounded);
    let mut reader = reader(&source).await;
    send(&sender, "one\ntw");
    let got = next(&mut reader).await;
    assert_eq!((got.values, got.places), (vec!["one".to_owned()], vec!["pipe@0".to_owned()]));
    send(&sender, "o\nlast");
    drop(sender);
    assert_eq!(all(&mut reader).await, ["two", "last"]);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_stream_is_idle_within_a_second_and_blocks_nobody() {
    let (sender, pipe) = pipe();
    let mut reader = reader(&ConsoleSource::reading("pipe", pipe)).await;
    let start = Instant::now();
    // The clock goes on by itself only while the one thread of this runtime has nothing to do.
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Idle(ids) if ids[0].as_str() == "pipe"));
    assert!(start.elapsed() < Duration::from_secs(1));
    send(&sender, "one\n");
    assert_eq!(next(&mut reader).await.values, ["one"]);
}

#[tokio::test]
async fn a_restart_reads_again_what_is_not_acknowledged() {
    let (sender, pipe) = pipe();
    let source = ConsoleSource::reading("pipe", pipe);
    let first = splits(&source).await.remove(0);
    let mut reader = source.open(vec![first.clone()]).await.unwrap();
    for text in ["a\n", "b\n", "c\n"] {
        send(&sender, text);
    }
    let mut got = Vec::new();
    let mut resumes = Vec::new();
    while got.len() < 3 {
        let batch = next(&mut reader).await;
        got.extend(batch.values);
        resumes.push(batch.resume);
    }
    drop(reader);
    let mut reader = source.open(vec![first.clone()]).await.unwrap();
    assert_eq!(next(&mut reader).await.values[0], "a");
    let stored = ConsoleSplit { next: 2, ..first.clone() };
    reader.acknowledge(std::slice::from_ref(&stored)).await.unwrap();
    let mut reader = source.open(vec![stored]).await.unwrap();
    drop(sender);
    assert_eq!(all(&mut reader).await, ["b", "c"]);
    assert_eq!(source.open(vec![first]).await.unwrap_err().kind(), ErrorKind::PositionLost);
}

#[tokio::test]
async fn no_more_is_kept_than_allowed() {
    let (sender, pipe) = pipe();
    let source = ConsoleSource::reading("pipe", pipe).keep(10);
    let first = splits(&source).await.remove(0);
    let mut reader = source.open(vec![first.clone()]).await.unwrap();
    for _ in 0..4 {
        send(&sender, "12345\n");
    }
    drop(sender);
    assert_eq!(all(&mut reader).await.len(), 4);
    let error = source.open(vec![first.clone()]).await.unwrap_err();
    assert_eq!((error.kind(), error.context("name")), (ErrorKind::PositionLost, Some("pipe")));
    let last = ConsoleSplit { next: 18, ..first };
    assert_eq!(all(&mut source.open(vec![last]).await.unwrap()).await, ["12345"]);
}

#[tokio::test]
async fn the_stream_of_another_process_cannot_be_gone_on_with() {
    let old = splits(&ConsoleSource::reading("stdin", io::empty())).await.remove(0);
    let source = ConsoleSource::reading("stdin", &b"new\n"[..]);
    assert_eq!(source.open(vec![old.clone()]).await.unwrap_err().kind(), ErrorKind::PositionLost);
    let stored = ConsoleSplit { next: 2, ..old };
    let fresh = splits(&source).await.remove(0);
    assert_eq!(fresh.id(), stored.id());
    // Run again on purpose, it is new input; the same stream goes on.
    assert_eq!(fresh.clone().resume_from(&stored).next, 0);
    let same = ConsoleSplit { next: 3, ..fresh.clone() };
    assert_eq!(fresh.resume_from(&same).next, 3);
}

#[tokio::test]
async fn an_error_closes_the_split_and_another_try_goes_on() {
    let (sender, pipe) = pipe();
    let source = ConsoleSource::reading("pipe", pipe);
    let split = splits(&source).await.remove(0);
    let mut reader = source.open(vec![split.clone()]).await.unwrap();
    sender.send(Err(io::Error::other("unplugged"))).unwrap();
    send(&sender, "one\n");
    drop(sender);
    let Fetch::Failed(_, error) = reader.fetch().await.unwrap() else { panic!("no failure") };
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.to_string().contains("pipe") && error.to_string().contains("unplugged"));
    reader.add(vec![split]).await.unwrap();
    assert_eq!(all(&mut reader).await, ["one"]);
}

/// Never ends, and counts what was taken.
struct Endless(Arc<AtomicUsize>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(b'\n');
        self.0.fetch_add(buffer.len(), Ordering::Relaxed);
        Ok(buffer.len())
    }
}

#[tokio::test]
async fn a_fast_writer_is_held_back() {
    let taken = Arc::default();
    let mut reader = reader(&ConsoleSource::reading("yes", Endless(Arc::clone(&taken)))).await;
    let mut lines = 0;
    for _ in 0..200 {
        lines += next(&mut reader).await.values.len();
    }
    // One chunk is being cut, two are waiting and one is in hand.
    assert!(taken.load(Ordering::Relaxed) <= lines + 4 * 64 * 1024);
}

#[tokio::test]
async fn a_stream_cannot_be_followed() {
    let error = ConsoleSource::stdin().follow().discover(true, &[]).await.unwrap_err();
    assert_eq!((error.kind(), error.context("name")), (ErrorKind::Config, Some("stdin")));
}
