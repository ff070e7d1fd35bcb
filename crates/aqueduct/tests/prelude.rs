//! Whole programs, written with nothing but the prelude.

use aqueduct::prelude::*;
use aqueduct::{Entry, Outcome};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct Request {
    path: String,
    at: EventTime,
    status: u16,
    country: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Row, Serialize)]
struct Views {
    window_start: EventTime,
    path: String,
    views: u64,
}

fn messages(lines: &[&str]) -> MemoryLog<Vec<u8>> {
    let log = MemoryLog::new(2);
    for (nth, line) in (0..).zip(lines) {
        log.append(nth % 2, line.as_bytes().to_vec(), EventTime::MIN);
    }
    log
}

#[tokio::test]
async fn every_verb_of_a_program_comes_from_the_prelude() {
    let log = messages(&[
        r#"{"path":"/a?x=1","at":"1970-01-01T00:00:01Z","status":200,"country":null}"#,
        r#"{"path":"/a","at":"1970-01-01T00:00:02Z","status":200,"country":"NL"}"#,
        r#"{"path":"/b","at":"1970-01-01T00:01:05Z","status":999,"country":null}"#,
        r#"{"path":"/b","at":"1970-01-01T00:01:07Z","status":404,"country":null}"#,
        "not JSON",
    ]);
    let (table, letters) = (MemoryTable::new(), MemoryTable::new());
    let pipeline = Pipeline::new("page-views");
    pipeline
        .source("access-log", MemorySource::new(&log).decode(Json::<Request>::new()).timed(false).bounded())
        .require("status_known", |r| (100..600).contains(&r.status))
        .default("country_known", |r| &mut r.country, "unknown".to_owned())
        .repair("no_query", |r| match r.path.find('?') {
            Some(at) => {
                r.path.truncate(at);
                true
            }
            None => false,
        })
        .event_time(|r| r.at, Watermarks::bounded_delay(secs(5)).idle_after(minutes(1)))
        .filter(|r| r.country.is_some())
        .key_by_ref(|r| r.path.as_str())
        .window(Tumbling::of(minutes(1)))
        .aggregate("views", count())
        .late_to_dead_letters()
        .map(|r| Views { window_start: r.window.start, path: r.key, views: r.value })
        .sink("views-by-minute", MemorySink::two_phase(&table));
    pipeline.dead_letters(MemorySink::append(&letters));

    let plan = pipeline.explain().to_string();
    assert!(plan.contains("require \"status_known\" <- access-log"), "{plan}");
    let options = Options::new().parallelism(2).every(millis(50)).signals(false);
    let report = pipeline.run(options).await.unwrap();
    assert_eq!(report.outcome, Outcome::Finished);
    assert!(report.is_balanced(), "{report}");
    assert_eq!(report.step("status_known").unwrap().counts[Entry::Rejected], 1);
    let minute = EventTime::from_secs;
    let mut rows = table.rows();
    rows.sort();
    let wanted = [(minute(0), "/a", 2), (minute(60), "/b", 1)];
    let wanted =
        wanted.map(|(window_start, path, views)| Views { window_start, path: path.to_owned(), views });
    assert_eq!(rows, wanted);
    let mut why: Vec<_> = letters.rows().into_iter().map(|l| l.reason.as_str()).collect();
    why.sort_unstable();
    assert_eq!(why, ["rule", "undecodable"]);
}

#[test]
fn the_derived_row_is_found_in_the_facade() {
    let columns = Views::columns().into_iter().map(|column| column.name);
    assert_eq!(columns.collect::<Vec<_>>(), ["window_start", "path", "views"]);
}

#[tokio::test]
async fn streams_are_shared_split_united_and_ignored() {
    let log = MemoryLog::new(1);
    log.append_all(0, (1..=6_u32).map(|n| (n, EventTime::from_secs(1))));
    let table = MemoryTable::new();
    let pipeline = Pipeline::new("numbers");
    let numbers = pipeline.source("numbers", MemorySource::new(&log).bounded()).share();
    let (even, odd) = numbers.stream().inspect(|n| assert!(*n > 0)).split_by(|n| n % 2 == 0);
    odd.ignore();
    let more = numbers.stream().flat_map(|n| (n == 6).then_some(60));
    let texts =
        even.union(more).flat_map_with(|n, emit| emit(n.to_string())).convert("again", |t| t.parse::<u32>());
    texts
        .clamp("few", |n| n, 0..=50)
        .replace_if("no_four", |n| *n == 4, |_| 5)
        .sink("out", MemorySink::append(&table));
    let report = pipeline.run(Options::new().signals(false)).await.unwrap();
    let mut rows = table.rows();
    rows.sort_unstable();
    assert_eq!((rows, report.is_balanced()), (vec![2, 5, 6, 50], true));
}
