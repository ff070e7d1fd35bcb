use crate::common::{Paper, rows, run, writer};
use aqueduct_console::ConsoleSink;
use aqueduct_core::{Delivery, Epoch, ErrorKind, EventTime, Sink, SinkWriter};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, channel};

#[derive(Serialize)]
struct Order {
    id: u64,
    note: &'static str,
}

#[tokio::test]
async fn json_is_one_line_for_each_record() {
    let paper = Paper::default();
    let sink = ConsoleSink::json().to(paper.clone());
    let mut writer = writer(&sink, 0).await;
    let orders = [Order { id: 1, note: "a\nb" }, Order { id: 2, note: "\u{9b}é" }];
    writer.write(&mut rows(orders.map(|order| (0, order)))).await.unwrap();
    assert_eq!(paper.text(), "{\"id\":1,\"note\":\"a\\nb\"}\n{\"id\":2,\"note\":\"\\u009bé\"}\n");
}

#[tokio::test]
async fn a_record_without_json_is_refused_with_its_place_and_the_others_are_printed() {
    let paper = Paper::default();
    let sink = ConsoleSink::json().to(paper.clone());
    let mut writer = writer(&sink, 0).await;
    let good = |n: u64| BTreeMap::from([((), n)]);
    // A key of an object has to be text.
    let mut all = rows([(0, Some(good(1))), (0, None), (0, Some(good(2))), (0, None)]);
    let refused = writer.write(&mut all).await.unwrap();
    let refused: Vec<_> = refused.iter().map(|r| (r.nth, r.row.value.is_some(), r.reason.kind())).collect();
    let bad = ErrorKind::BadRecord;
    assert_eq!(refused, [(Some(0), true, bad), (Some(2), true, bad)]);
    assert_eq!((paper.text().as_str(), all.len()), ("null\nnull\n", 0));
}

#[tokio::test]
async fn a_function_makes_one_line_whatever_is_in_it() {
    let paper = Paper::default();
    let sink =
        ConsoleSink::with(|record| format!("{}: {}", record.time.micros(), record.value)).to(paper.clone());
    let mut writer = writer(&sink, 0).await;
    writer.write(&mut rows([(1, "a\nb\t\u{1b}c"), (2, "")])).await.unwrap();
    assert_eq!(paper.text(), "1: a\\nb\\t\\u{1b}c\n2: \n");
}

#[tokio::test]
async fn the_sink_appends_and_has_nothing_to_publish() {
    let sink = ConsoleSink::<u64>::json().to(Paper::default());
    assert_eq!((sink.delivery(), sink.claim(&run()).await.unwrap()), (Delivery::Append, None));
    let epoch = Epoch { incarnation: 1, n: 1 };
    let mut writer = writer(&sink, 0).await;
    writer.write(&mut Vec::new()).await.unwrap();
    let prepared = writer.prepare(epoch).await.unwrap();
    assert!(prepared.commits.is_empty() && prepared.refused.is_empty());
    writer.commit(epoch).await.unwrap();
    sink.publish(epoch, EventTime::MAX, &[]).await.unwrap();
    sink.sweep(&run()).await.unwrap();
}

#[tokio::test]
async fn a_reader_that_has_gone_ends_it_clearly() {
    let (reader, pipe) = io::pipe().unwrap();
    let sink = ConsoleSink::<u64>::json().to(pipe);
    let mut writer = writer(&sink, 0).await;
    drop(reader);
    let mut all = rows([(0, 1)]);
    let error = writer.write(&mut all).await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient(), all.len()), (ErrorKind::Denied, false, 1));
}

/// Fails as often as it is told to.
struct Faulty(Paper, usize);

impl Write for Faulty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.1 > 0 {
            self.1 -= 1;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn rows_that_were_not_printed_are_not_taken() {
    let paper = Paper::default();
    let sink = ConsoleSink::<u64>::json().to(Faulty(paper.clone(), 1));
    let mut writer = writer(&sink, 0).await;
    let mut all = rows([(0, 1), (0, 2)]);
    let error = writer.write(&mut all).await.unwrap_err();
    assert_eq!((error.kind(), all.len()), (ErrorKind::Unavailable, 2));
    writer.write(&mut all).await.unwrap();
    assert_eq!(paper.text(), "1\n2\n");
}

/// Waits, as a terminal does that was stopped.
struct Stopped(Receiver<()>);

impl Write for Stopped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.recv();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_stopped_terminal_blocks_nobody_else() {
    let (go_on, stopped) = channel();
    let sink = ConsoleSink::<u64>::json().to(Stopped(stopped));
    let mut writer = writer(&sink, 0).await;
    let write = tokio::spawn(async move { writer.write(&mut rows([(0, 1)])).await.map(drop) });
    // On the same thread: it would not come to this.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(!write.is_finished());
    drop(go_on);
    write.await.unwrap().unwrap();
}
