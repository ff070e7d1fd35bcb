use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::Delivery;

/// **Purpose:** what is written arrives, epoch after epoch.
/// **How:** runs three epochs, the second of two writes, and reads back through another client after
/// each.
/// **Passes when:** exactly the rows of the epochs that are done are visible.
pub async fn rows_are_written<H: SinkHarness>() {
    let Some(trial) = SinkTrial::<H>::begin("rows_are_written", |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    start.epoch_of(1, &samples(0..5)).await;
    trial.shows(&samples(0..5)).await;
    start.write(&samples(5..7)).await;
    start.epoch_of(2, &samples(7..10)).await;
    trial.shows(&samples(0..10)).await;
    start.epoch_of(3, &samples(10..11)).await;
    trial.shows(&samples(0..11)).await;
}

/// **Purpose:** a quiet epoch is an epoch like any other.
/// **How:** runs epochs without a write, with a write of no rows, and with rows between them.
/// **Passes when:** every call works, exactly the rows are visible, and an empty epoch that was
/// committed last is what a transactional sink's marker says.
pub async fn an_empty_epoch_is_fine<H: SinkHarness>() {
    let Some(trial) = SinkTrial::<H>::begin("an_empty_epoch_is_fine", |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    let empty = start.prepare(1).await;
    start.decide(&empty).await;
    trial.still_shows(&[], "after an empty epoch").await;
    start.epoch_of(2, &[]).await;
    start.epoch_of(3, &samples(0..3)).await;
    let empty = start.epoch_of(4, &[]).await;
    trial.shows(&samples(0..3)).await;
    let marker = trial.start_over(2, &empty).await.marker;
    let moved = marker == Some(empty.epoch) || H::delivery() != Delivery::Transactional;
    trial.law.holds(moved, || format!("{} was committed empty, but the marker is {marker:?}", empty.epoch));
    trial.still_shows(&samples(0..3), "after a start over an empty epoch").await;
}

/// **Purpose:** nothing of ours piles up in the outside system.
/// **How:** runs three epochs to their end.
/// **Passes when:** nothing remains that was prepared and is not visible.
pub async fn what_is_done_leaves_nothing_behind<H: SinkHarness>() {
    let law = "what_is_done_leaves_nothing_behind";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    for n in 0..3 {
        start.epoch_of(n + 1, &samples(n as i64 * 3..n as i64 * 3 + 3)).await;
    }
    trial.shows(&samples(0..9)).await;
    drop(start);
    let left = trial.law.ends("asking for leftovers", trial.harness.leftovers()).await;
    trial.law.holds(left.is_empty(), || format!("left behind: {left:?}"));
}
