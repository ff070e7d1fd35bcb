use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::{Delivery, ErrorKind, Run, Sink};

/// **Purpose:** the marker in the outside system says which checkpoint is true.
/// **How:** claims before anything, after a commit, after a further epoch that was only prepared, and
/// after one of a later incarnation.
/// **Passes when:** a transactional sink answers `None` until its first commit and then always the last
/// committed epoch; any other sink always `None`.
pub async fn claim_answers_with_the_committed_marker<H: SinkHarness>() {
    let law = "claim_answers_with_the_committed_marker";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut committed = None;
    for incarnation in 1..=4 {
        let mut start = trial.start(incarnation).await;
        let wanted = committed.filter(|_| H::delivery() == Delivery::Transactional);
        let marker = start.marker;
        trial.law.holds(marker == wanted, || format!("claim answered {marker:?}, committed is {wanted:?}"));
        if incarnation % 2 == 0 {
            committed = Some(start.epoch_of(incarnation, &samples(0..2)).await.epoch);
        }
        start.write(&samples(2..4)).await;
        start.prepare(incarnation + 1).await;
    }
}

/// **Purpose:** progress that belongs to another checkpoint store means other records; going on from it
/// would lose or repeat some.
/// **How:** commits an epoch, then claims the same target for the same pipeline with another store.
/// **Passes when:** the claim is `Incompatible`, and the rightful store goes on.
pub async fn a_target_of_another_store_is_refused<H: SinkHarness>() {
    let law = "a_target_of_another_store_is_refused";
    let transactional = H::delivery() == Delivery::Transactional;
    let needs = |_: &_| [(transactional, "a transactional sink")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start(1).await;
    start.epoch_of(1, &samples(0..2)).await;
    drop(start);
    let foreign = Run { store: trial.run.store ^ 1, ..trial.run(7) };
    match trial.law.ends("claim", trial.harness.sink().claim(&foreign)).await {
        Ok(marker) => trial.law.broken(format!("another store may claim it and gets {marker:?}")),
        Err(error) => {
            let refused = error.kind() == ErrorKind::Incompatible;
            trial.law.holds(refused, || format!("another store is not called incompatible: {error:?}"));
        }
    }
    trial.start(2).await.epoch_of(2, &samples(2..4)).await;
    trial.shows(&samples(0..4)).await;
}
