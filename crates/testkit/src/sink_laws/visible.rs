use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::{Delivery, Guarantee};

/// **Purpose:** what can still be taken back was never seen. With exactly once that is everything
/// before `publish`, or before `commit` where the sink is transactional.
/// **How:** writes and prepares on top of a finished epoch, looking after each step; then decides.
/// **Passes when:** only the finished epoch is visible before the decision, and all rows after it.
pub async fn nothing_is_visible_before_the_decision<H: SinkHarness>() {
    let law = "nothing_is_visible_before_the_decision";
    let exactly = H::delivery().guarantee() == Guarantee::ExactlyOnce;
    let needs = |_: &_| [(exactly, "exactly once")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start(1).await;
    start.epoch_of(1, &samples(0..3)).await;
    trial.shows(&samples(0..3)).await;
    start.write(&samples(3..6)).await;
    trial.still_shows(&samples(0..3), "after write").await;
    let manifest = start.prepare(2).await;
    trial.still_shows(&samples(0..3), "after prepare").await;
    if H::delivery() == Delivery::Transactional {
        start.commit(&manifest).await;
    } else {
        start.publish(&manifest).await;
    }
    trial.shows(&samples(0..6)).await;
}
