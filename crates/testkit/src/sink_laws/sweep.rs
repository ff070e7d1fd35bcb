use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::{Delivery, Run, Sink};

/// **Purpose:** crashes do not fill the outside system with unfinished work.
/// **How:** one incarnation crashes after `prepare`, one in the middle of a write; a third starts.
/// **Passes when:** something was left, and after the start nothing is; nothing ever got visible, and
/// sweeping again works.
pub async fn sweeping_removes_what_older_incarnations_left<H: SinkHarness>() {
    let law = "sweeping_removes_what_older_incarnations_left";
    let two_phase = H::delivery() == Delivery::TwoPhase;
    let needs = |_: &_| [(two_phase, "a two-phase sink")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start(1).await;
    start.write(&samples(0..3)).await;
    start.prepare(1).await;
    drop(start);
    let left = trial.law.ends("asking for leftovers", trial.harness.leftovers()).await;
    trial.law.holds(!left.is_empty(), || "the harness tells of no leftover after prepare".into());
    let mut start = trial.start(2).await;
    start.write(&samples(3..6)).await;
    drop(start);
    let start = trial.start(3).await;
    trial.law.works("sweep", start.sink.sweep(&start.run)).await;
    drop(start);
    let left = trial.law.ends("asking for leftovers", trial.harness.leftovers()).await;
    trial.law.holds(left.is_empty(), || format!("not swept: {left:?}"));
    trial.still_shows(&[], "after sweeping").await;
}

/// **Purpose:** several pipelines, sinks and histories may share a folder or a table.
/// **How:** lets others prepare: another pipeline, another sink and another store, with names that
/// begin with ours or read like ours when they are joined, and our own incarnation; then sweeps for
/// ours, and for an older one that wakes up late.
/// **Passes when:** all of them can still publish what they prepared.
pub async fn sweeping_touches_nothing_of_others<H: SinkHarness>() {
    let law = "sweeping_touches_nothing_of_others";
    let two_phase = H::delivery() == Delivery::TwoPhase;
    let needs = |_: &_| [(two_phase, "a two-phase sink")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let ours = Run { pipeline: format!("{}-a", trial.run.pipeline), sink: "b".into(), ..trial.run(5) };
    let mut prepared = Vec::new();
    for (nth, run) in (0..).zip(others(&trial.run, &ours)) {
        let mut start = trial.start_as(run, None, 1).await;
        start.write(&samples(nth * 2..nth * 2 + 2)).await;
        prepared.push((start.prepare(1).await, start));
    }
    let count = i64::try_from(prepared.len()).unwrap_or_default();
    let sink = trial.harness.sink();
    for incarnation in [ours.incarnation, ours.incarnation - 1] {
        let run = Run { incarnation, ..ours.clone() };
        trial.law.works("sweep", sink.sweep(&run)).await;
    }
    for (manifest, start) in &prepared {
        start.publish(manifest).await;
    }
    trial.shows(&samples(0..count * 2)).await;
}

/// Runs that are not ours, and not older than ours.
fn others(base: &Run, ours: &Run) -> [Run; 7] {
    let older = |pipeline: &str, sink: &str| Run {
        pipeline: format!("{}{pipeline}", base.pipeline),
        sink: sink.into(),
        ..base.clone()
    };
    [
        older("", "a-b"),
        older("", "b"),
        older("-a-b", "b"),
        older("-a", "b-c"),
        older("-a", "c"),
        Run { store: base.store ^ 1, ..older("-a", "b") },
        ours.clone(),
    ]
}
