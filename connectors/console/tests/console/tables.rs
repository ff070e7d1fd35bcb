use crate::common::{Paper, rows, writer};
use aqueduct_console::ConsoleSink;
use aqueduct_core::{Column, ColumnType, EventTime, Row, SinkWriter, Value};

struct Top {
    rank: u64,
    path: &'static str,
    share: Option<f64>,
}

impl Row for Top {
    fn columns() -> Vec<Column> {
        let column = |name: &str, ty, nullable| Column { name: name.to_owned(), ty, nullable };
        vec![
            column("rank", ColumnType::UInt, false),
            column("path", ColumnType::Text, false),
            column("share", ColumnType::Float, true),
        ]
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        let share = self.share.map_or(Value::Null, Value::Float);
        into.extend([Value::UInt(self.rank), Value::Text(self.path.into()), share]);
    }
}

fn top(rank: u64, path: &'static str) -> Top {
    Top { rank, path, share: (rank == 1).then_some(0.5) }
}

/// 2026-01-01T00:00:00Z.
const NEW_YEAR: i64 = 1_767_225_600_000_000;

#[tokio::test]
async fn rows_of_one_time_are_one_aligned_table_under_their_window() {
    let paper = Paper::default();
    let sink = ConsoleSink::table().to(paper.clone());
    let mut writer = writer(&sink, 0).await;
    let (one, two) = (NEW_YEAR + 29_999_999, NEW_YEAR + 39_999_999);
    let mut all = rows([(one, top(1, "/index")), (one, top(10, "/a")), (two, top(1, "/"))]);
    assert!(writer.write(&mut all).await.unwrap().is_empty() && all.is_empty());
    assert_eq!(
        paper.text(),
        "-- window ending 2026-01-01T00:00:30Z --
rank  path    share
   1  /index    0.5
  10  /a       NULL

-- window ending 2026-01-01T00:00:40Z --
rank  path  share
   1  /       0.5
"
    );
}

#[tokio::test]
async fn a_table_goes_on_without_a_new_heading_until_another_one_comes() {
    let paper = Paper::default();
    let sink = ConsoleSink::table().to(paper.clone());
    let (mut a, mut b) = (writer(&sink, 0).await, writer(&sink, 1).await);
    a.write(&mut rows([(1, top(1, "/first"))])).await.unwrap();
    b.write(&mut rows([(1, top(2, "/b"))])).await.unwrap();
    b.write(&mut rows([(2, top(3, "/c"))])).await.unwrap();
    a.write(&mut rows([(1, top(4, "/d"))])).await.unwrap();
    let at = |micros| EventTime::from_micros(micros);
    let (one, two) = (at(1), at(2));
    assert_eq!(
        paper.text(),
        format!(
            "-- at {one} --\nrank  path    share\n   1  /first    0.5\n   2  /b       NULL\n
-- at {two} --\nrank  path  share\n   3  /c     NULL\n
-- at {one} --\nrank  path  share\n   4  /d     NULL\n"
        )
    );
}

#[tokio::test]
async fn a_limit_counts_the_rows_of_each_table() {
    let paper = Paper::default();
    let sink = ConsoleSink::table().limit(2).to(paper.clone());
    let mut writer = writer(&sink, 0).await;
    writer.write(&mut rows([(1, top(1, "a")), (1, top(2, "b"))])).await.unwrap();
    assert!(!paper.text().contains("..."));
    for _ in 0..2 {
        writer.write(&mut rows([(1, top(3, "c")), (1, top(4, "d"))])).await.unwrap();
    }
    writer.write(&mut rows([(2, top(5, "e"))])).await.unwrap();
    let text = paper.text();
    let starts: Vec<_> = text.lines().map(|line| line.chars().take(5).collect::<String>()).collect();
    assert_eq!(starts, ["-- at", "rank ", "   1 ", "   2 ", "...", "", "-- at", "rank ", "   5 "]);
}

#[tokio::test]
async fn values_cannot_forge_the_terminal_and_records_may_have_no_time() {
    let paper = Paper::default();
    let sink = ConsoleSink::table().to(paper.clone());
    let mut writer = writer(&sink, 0).await;
    writer.write(&mut rows([(i64::MIN, top(1, "\u{1b}[2J\n   2  /forged"))])).await.unwrap();
    let text = paper.text();
    assert!(text.starts_with("-- without a time --\n"), "{text}");
    assert!(text.contains("1  \\u{1b}[2J\\n   2  /forged") && text.lines().count() == 3, "{text}");
}
