//! The job that is crashed.

use crate::outside::{Event, Outside, Total};
use crate::paced::Paced;
use aqueduct_cleanse::Require;
use aqueduct_core::fault::Faults;
use aqueduct_core::{Result, WindowResult};
use aqueduct_engine::{Options, Pipeline, Report, Stream, Watermarks};
use aqueduct_memory::{MemorySink, MemorySource};
use aqueduct_transform::{KeyBy, Map};
use aqueduct_window::{Timing, Tumbling, Windowing, count};
use std::time::Duration;

/// How the events' sink hands its rows over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Append,
    Upsert,
    TwoPhase,
    Transactional,
    /// The events two-phase, and the windows' results transactional.
    Windowed,
}

pub(crate) const KINDS: [Kind; 5] =
    [Kind::Append, Kind::Upsert, Kind::TwoPhase, Kind::Transactional, Kind::Windowed];

/// One process: from its start to its end or its death. Checkpoints follow one another at once.
pub(crate) async fn process(
    outside: &Outside,
    kind: Kind,
    parallelism: usize,
    faults: Faults,
) -> Result<Report> {
    let options = Options::new()
        .parallelism(parallelism)
        .every(Duration::from_micros(1))
        .store(outside.store.clone())
        .signals(false)
        .take_over()
        .faults(faults);
    assemble(outside, kind).run(options).await
}

fn assemble(outside: &Outside, kind: Kind) -> Pipeline {
    let pipeline = Pipeline::new("job");
    let events =
        pipeline.source("log", source(outside)).require("key_known", |e: &Event| e.key < u64::MAX).map(|e| e);
    match kind {
        Kind::Append => events.sink("events", MemorySink::append(&outside.events)),
        Kind::Upsert => events.sink("events", MemorySink::upsert(&outside.events, |e: &Event| e.id)),
        Kind::TwoPhase | Kind::Windowed => events.sink("events", MemorySink::two_phase(&outside.events)),
        Kind::Transactional => events.sink("events", MemorySink::transactional(&outside.events)),
    }
    let totals = totals(outside, &pipeline);
    match kind {
        Kind::Windowed => totals.sink("totals-out", MemorySink::transactional(&outside.totals)),
        _ => totals.sink("totals-out", MemorySink::two_phase(&outside.totals)),
    }
    pipeline.dead_letters(MemorySink::two_phase(&outside.letters));
    pipeline
}

fn totals(outside: &Outside, pipeline: &Pipeline) -> Stream<Total> {
    // In the source's own chain, where it is exact which records are late.
    pipeline
        .source("log-again", source(outside))
        .event_time(|e: &Event| e.at, Watermarks::bounded_delay(Duration::from_secs(5)))
        .key_by(|e| e.id % 5)
        .window(Tumbling::of(Duration::from_secs(20)))
        .aggregate("totals", count())
        .late_to_dead_letters()
        .map(|r: WindowResult<u64, u64>| Total { start: r.window.start, key: r.key, count: r.value })
        .boundary()
}

fn source(outside: &Outside) -> Paced<MemorySource<Event>> {
    Paced(MemorySource::new(&outside.log).bounded().chunk(4))
}
