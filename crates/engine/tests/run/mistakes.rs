//! Pipelines that cannot run, refused before anything is dialled.

use crate::world::{bounded, numbers, options};
use aqueduct_core::{ErrorKind, Guarantee};
use aqueduct_engine::{Pipeline, Watermarks};
use aqueduct_memory::{LogCall, MemorySink, MemorySource, MemoryTable};
use std::time::Duration;

async fn refused(pipeline: Pipeline, options: aqueduct_engine::Options) -> aqueduct_core::Error {
    let error = pipeline.run(options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    error
}

#[tokio::test]
async fn an_output_that_nobody_listens_to() {
    let log = numbers(1, 1);
    let (pipeline, stream) = bounded(&log);
    drop(stream);
    let error = refused(pipeline, options(1)).await;
    assert_eq!(error.context("output"), Some("records of \"log\""), "{error}");
    let (pipeline, stream) = bounded(&log);
    stream.ignore();
    assert_eq!(pipeline.run(options(1)).await.unwrap().read(), 1);
}

#[tokio::test]
async fn two_steps_with_one_name() {
    let (log, table) = (numbers(1, 1), MemoryTable::new());
    let (pipeline, stream) = bounded(&log);
    stream.sink("log", MemorySink::append(&table));
    assert_eq!(refused(pipeline, options(1)).await.context("name"), Some("log"));
}

#[tokio::test]
async fn names_that_cannot_stand_in_files_and_metrics() {
    for name in ["", "a\nb", &"x".repeat(101)] {
        let (log, table) = (numbers(1, 1), MemoryTable::new());
        let (pipeline, stream) = bounded(&log);
        stream.sink(name, MemorySink::append(&table));
        refused(pipeline, options(1)).await;
    }
}

#[tokio::test]
async fn two_transactional_sinks() {
    let (log, a, b) = (numbers(1, 1), MemoryTable::new(), MemoryTable::new());
    let (pipeline, stream) = bounded(&log);
    let shared = stream.share();
    shared.stream().sink("a", MemorySink::transactional(&a));
    shared.stream().sink("b", MemorySink::transactional(&b));
    assert_eq!(refused(pipeline, options(1)).await.context("sinks"), Some("a, b"));
}

#[tokio::test]
async fn a_guarantee_that_the_weakest_link_does_not_give() {
    let (log, a, b) = (numbers(1, 1), MemoryTable::new(), MemoryTable::new());
    log.fail(LogCall::Discover, 1, ErrorKind::Denied);
    let (pipeline, stream) = bounded(&log);
    let shared = stream.share();
    shared.stream().sink("strong", MemorySink::transactional(&a));
    shared.stream().sink("weak", MemorySink::append(&b));
    let plan = pipeline.explain().to_string();
    assert!(plan.ends_with("guarantee: at least once, the weakest link is \"weak\""), "{plan}");
    let error = refused(pipeline, options(1).at_least(Guarantee::ExactlyOnce)).await;
    assert_eq!(error.context("because of"), Some("weak"), "{error}");
}

#[tokio::test]
async fn event_time_after_a_boundary() {
    let (log, table) = (numbers(1, 1), MemoryTable::new());
    let (pipeline, stream) = bounded(&log);
    let late = stream.boundary().assign_time(Watermarks::default(), |_| aqueduct_core::EventTime::MIN);
    late.sink("table", MemorySink::append(&table));
    let error = refused(pipeline, options(1)).await;
    assert!(error.message().contains("event_time"), "{error}");
}

#[tokio::test]
async fn options_out_of_range_are_named() {
    let all = [
        (options(0), "parallelism"),
        (options(1025), "parallelism"),
        (options(1).every(Duration::ZERO), "every"),
    ];
    for (options, field) in all {
        let (log, table) = (numbers(1, 1), MemoryTable::new());
        let (pipeline, stream) = bounded(&log);
        stream.sink("table", MemorySink::append(&table));
        assert_eq!(refused(pipeline, options).await.context("field"), Some(field));
    }
}

#[tokio::test]
async fn a_pipeline_without_a_source_or_with_two_places_for_dead_letters() {
    refused(Pipeline::new("empty"), options(1)).await;
    let (log, table, letters) = (numbers(1, 1), MemoryTable::new(), MemoryTable::new());
    let pipeline = Pipeline::new("twice");
    pipeline.source("log", MemorySource::new(&log).bounded()).sink("table", MemorySink::append(&table));
    pipeline.dead_letters(MemorySink::append(&letters));
    pipeline.ignore_dead_letters();
    refused(pipeline, options(1)).await;
}
