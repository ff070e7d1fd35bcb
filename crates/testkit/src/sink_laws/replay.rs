use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use crate::start::Start;
use aqueduct_core::Delivery;

/// **Purpose:** after a crash the records since the last checkpoint come again. What the outside system
/// shows then is the promise that the user was given.
/// **How:** crashes between `prepare` and the decision, between the decision and `publish`, and in the
/// middle of a write; each time starts over the checkpoint that the engine would choose, and writes
/// the rows of undecided epochs again.
/// **Passes when:** no row is lost, and none is there twice unless the sink appends.
pub async fn a_replay_keeps_the_guarantee<H: SinkHarness>() {
    let law = "a_replay_keeps_the_guarantee";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    let first = start.epoch_of(1, &samples(0..3)).await;
    start.write(&samples(3..6)).await;
    drop(start.prepare(2).await);
    drop(start);

    let mut start = resume(&trial, 2, &first).await;
    let second = start.epoch_of(2, &samples(3..6)).await;
    trial.shows_as_delivered(&samples(0..6)).await;
    start.write(&samples(6..9)).await;
    let third = start.prepare(3).await;
    if H::delivery() == Delivery::Transactional {
        start.commit(&third).await;
    }
    drop((start, second));

    let mut start = resume(&trial, 3, &third).await;
    trial.shows_as_delivered(&samples(0..9)).await;
    start.write(&samples(9..12)).await;
    drop(start);

    let mut start = resume(&trial, 4, &third).await;
    start.write(&samples(9..11)).await;
    start.epoch_of(4, &samples(11..12)).await;
    trial.shows_as_delivered(&samples(0..12)).await;
}

/// A start that continues from `chosen`, which is what a transactional sink has to hold.
async fn resume<H: SinkHarness>(
    trial: &SinkTrial<H>,
    incarnation: u64,
    chosen: &crate::start::Manifest<H>,
) -> Start<H> {
    let start = trial.start_over(incarnation, chosen).await;
    let (marker, wanted) = (start.marker, chosen.epoch);
    trial.law.holds(H::delivery() != Delivery::Transactional || marker == Some(wanted), || {
        format!("the last committed epoch is {wanted}, but the marker is {marker:?}")
    });
    start
}
