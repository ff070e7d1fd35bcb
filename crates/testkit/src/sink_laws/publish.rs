use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::Delivery;

/// **Purpose:** `publish` is repeated at every start, and whether the last one worked is not known
/// then.
/// **How:** publishes a finished epoch again, from the same process, from another one, and from a later
/// incarnation after a further epoch.
/// **Passes when:** each call works and every row is visible once.
pub async fn publishing_twice_is_once<H: SinkHarness>() {
    let law = "publishing_twice_is_once";
    let publishes = H::delivery() != Delivery::Transactional;
    let needs = |_: &_| [(publishes, "a sink that publishes")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start(1).await;
    let first = start.epoch_of(1, &samples(0..3)).await;
    start.publish(&first).await;
    trial.still_shows(&samples(0..3), "after publishing twice").await;
    let second = start.epoch_of(2, &samples(3..6)).await;
    drop(start);
    let mut start = trial.start_over(2, &second).await;
    start.publish(&second).await;
    start.epoch_of(3, &samples(6..7)).await;
    trial.shows(&samples(0..7)).await;
}

/// **Purpose:** an epoch that stands in the manifest is published, whoever does it.
/// **How:** prepares in one incarnation, with two writers, and publishes in a later one that sweeps
/// afterwards.
/// **Passes when:** nothing is visible before and every row once after it.
pub async fn a_later_incarnation_publishes_what_was_prepared<H: SinkHarness>() {
    let law = "a_later_incarnation_publishes_what_was_prepared";
    let two_phase = H::delivery() == Delivery::TwoPhase;
    let needs = |_: &_| [(two_phase, "a two-phase sink")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start_as(trial.run(1), None, 2).await;
    start.write(&samples(0..3)).await;
    start.write_to(1, samples(3..6).into_iter().map(H::row).collect()).await;
    let manifest = start.prepare(1).await;
    drop(start);
    trial.still_shows(&[], "before publish").await;
    for incarnation in [2, 5] {
        trial.start_as(trial.run(incarnation), Some(&manifest), 2).await;
        trial.shows(&samples(0..6)).await;
    }
}
