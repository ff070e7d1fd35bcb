//! Cleansing among other verbs: where it may stand, and what its dead letters say of where a record was.

use aqueduct_cleanse::{Clamp, Convert, DefaultValue, Repair, ReplaceIf, Require};
use aqueduct_core::{DeadLetter, ErrorKind, EventTime, Reason, Result};
use aqueduct_engine::{Options, Pipeline, Report, Step, Stream, Watermarks};
use aqueduct_memory::{Append, MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_transform::{Filter, FlatMap, Map, SplitBy, Union};

/// Numbers from 0, dealt out to two partitions, without a time of their own.
fn numbers(pipeline: &Pipeline, count: u32) -> Stream<i64> {
    let log = MemoryLog::new(2);
    for n in 0..count {
        log.append(n % 2, i64::from(n), EventTime::MIN);
    }
    pipeline.source("numbers", MemorySource::new(&log).timed(false).bounded())
}

async fn run(pipeline: Pipeline) -> Result<Report> {
    let report = pipeline.run(Options::new().parallelism(2).signals(false)).await?;
    assert!(report.is_balanced(), "{report}");
    Ok(report)
}

fn out<T>() -> MemorySink<T, Append> {
    MemorySink::append(&MemoryTable::new())
}

/// Where the rejected ones were, in order.
fn places(letters: &MemoryTable<DeadLetter>) -> Vec<(String, u32)> {
    let mut places: Vec<_> = letters.rows().into_iter().map(|l| (l.coordinates, l.ordinal)).collect();
    places.sort();
    places
}

fn wanted<const N: usize>(places: [(&str, u32); N]) -> Vec<(String, u32)> {
    places.map(|(at, ordinal)| (at.to_owned(), ordinal)).into()
}

#[tokio::test]
async fn every_cleansing_verb_may_precede_the_event_time() {
    let pipeline = Pipeline::new("verbs");
    pipeline.ignore_dead_letters();
    let timed = numbers(&pipeline, 10)
        .require("rule", |n| *n != 3)
        .convert("type", |n| u32::try_from(*n).map(Some))
        .default("filled", |n| n, 0)
        .convert("there", |n| n.ok_or("missing"))
        .repair("even", |n| {
            let odd = *n % 2 == 1;
            *n -= u32::from(odd);
            odd
        })
        .clamp("few", |n| n, 0..=6)
        .replace_if("not_two", |n| *n == 2, |_| 4)
        .assign_time(Watermarks::default(), |n| EventTime::from_secs(i64::from(*n)));
    let table = MemoryTable::new();
    timed.sink("out", MemorySink::append(&table));
    let report = run(pipeline).await.unwrap();
    assert_eq!(report.rejected(), 1);
    let mut times: Vec<_> = table.records().iter().map(|r| r.time.micros() / 1_000_000).collect();
    times.sort_unstable();
    assert_eq!(times, [0, 0, 4, 4, 4, 6, 6, 6, 6]);
}

#[tokio::test]
async fn the_event_time_after_anything_else_is_refused() {
    type Build = fn(&Pipeline);
    let cases: [(&str, Build); 4] = [
        ("map", |p| assign_time(numbers(p, 1).map(|n| n).require("rule", |_| true))),
        ("filter", |p| assign_time(numbers(p, 1).filter(|_| true))),
        ("boundary", |p| assign_time(numbers(p, 1).boundary())),
        ("union", |p| {
            let other = p.source("other", MemorySource::new(&MemoryLog::new(1)));
            assign_time(numbers(p, 1).union(other));
        }),
    ];
    for (verb, build) in cases {
        let pipeline = Pipeline::new("verbs");
        build(&pipeline);
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{verb}: {error}");
        assert!(error.message().starts_with("event_time"), "{verb}: {error}");
    }
}

fn assign_time<C: Step<Out = i64>>(stream: Stream<i64, C>) {
    let timed = stream.assign_time(Watermarks::default(), |n| EventTime::from_secs(*n));
    timed.sink("out", out());
}

#[tokio::test]
async fn coordinates_survive_what_stands_between() {
    let pipeline = Pipeline::new("verbs");
    let letters = MemoryTable::new();
    pipeline.dead_letters(MemorySink::append(&letters));
    let (low, high) = numbers(&pipeline, 10).filter(|n| *n != 2).boundary().split_by(|n| *n < 5);
    let both = low.filter(|n| *n > 0).union(high.map(|n| n)).boundary();
    both.require("rule", |n| *n < 3 || *n > 6).sink("out", out());
    run(pipeline).await.unwrap();
    assert_eq!(places(&letters), wanted([("p0@2", 0), ("p0@3", 0), ("p1@1", 0), ("p1@2", 0)]));
    assert!(letters.rows().iter().all(|l| l.source == "numbers" && l.event_time.is_none()));
}

#[tokio::test]
async fn the_dead_letters_of_one_record_are_numbered() {
    let pipeline = Pipeline::new("verbs");
    let letters = MemoryTable::new();
    pipeline.dead_letters(MemorySink::append(&letters));
    let many = numbers(&pipeline, 4).flat_map(|n| vec![n; n as usize]);
    let few = many.require("at_most_two", |n| *n <= 2).boundary();
    few.require("at_most_one", |n| *n <= 1).sink("out", out());
    run(pipeline).await.unwrap();
    let wanted = wanted([("p0@1", 0), ("p0@1", 1), ("p1@1", 0), ("p1@1", 1), ("p1@1", 2)]);
    assert_eq!(places(&letters), wanted);
}

#[tokio::test]
async fn rows_that_a_sink_refuses_are_numbered_by_what_they_come_from() {
    let pipeline = Pipeline::new("verbs");
    let (table, letters) = (MemoryTable::new(), MemoryTable::new());
    table.refuse(|n| (*n > 0).then(|| "not zero".to_owned()));
    pipeline.dead_letters(MemorySink::append(&letters));
    let many = numbers(&pipeline, 6).flat_map(|n| vec![n % 2; 1 + n as usize / 4]);
    many.boundary().sink("out", MemorySink::append(&table));
    run(pipeline).await.unwrap();
    assert_eq!(places(&letters), wanted([("p1@0", 0), ("p1@1", 0), ("p1@2", 0), ("p1@2", 1)]));
}

#[tokio::test]
async fn without_a_place_for_it_the_first_rejected_record_stops_the_run() {
    let pipeline = Pipeline::new("verbs");
    numbers(&pipeline, 10).require("small", |n| *n < 7).sink("out", out());
    let error = run(pipeline).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRecord);
    assert_eq!((error.context("rule"), error.context("source")), (Some("small"), Some("numbers")));
    assert!(error.context("choose").is_some_and(|advice| advice.contains("dead_letters")), "{error}");
}

#[tokio::test]
async fn ignored_dead_letters_are_counted_by_rule_and_reason() {
    let pipeline = Pipeline::new("verbs");
    pipeline.ignore_dead_letters();
    let few = numbers(&pipeline, 10).require("small", |n| *n < 7).convert("odd", |n| match n % 2 {
        1 => Ok(*n),
        _ => Err("even"),
    });
    few.sink("out", out());
    let report = run(pipeline).await.unwrap();
    let counted: Vec<_> =
        report.dead_letters.iter().map(|d| (d.stage.as_str(), d.reason, d.rule.as_str(), d.count)).collect();
    assert_eq!(counted, [("odd", Reason::Conversion, "odd", 4), ("small", Reason::Rule, "small", 3)]);
}

#[tokio::test]
async fn a_time_too_far_ahead_is_a_dead_letter_with_coordinates_whoever_gives_the_times() {
    let times = [1, 1 << 40, 2].map(EventTime::from_secs);
    for timed in [true, false] {
        let log = MemoryLog::new(1);
        log.append_all(0, (0..).zip(times));
        let pipeline = Pipeline::new("verbs");
        let (table, letters) = (MemoryTable::new(), MemoryTable::new());
        pipeline.dead_letters(MemorySink::append(&letters));
        let mut numbers = pipeline.source("numbers", MemorySource::new(&log).timed(timed).bounded());
        if !timed {
            numbers = numbers.assign_time(Watermarks::default(), move |n: &usize| times[*n]).boundary();
        }
        numbers.sink("out", MemorySink::append(&table));
        run(pipeline).await.unwrap();
        assert_eq!(table.rows(), [0, 2], "{timed}");
        let letter = &letters.rows()[0];
        assert_eq!((letter.reason, letter.coordinates.as_str()), (Reason::TooFarAhead, "p0@1"), "{timed}");
    }
}
