use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};

/// **Purpose:** how much the outside system takes in one request is the connector's concern.
/// **How:** hands over more rows in one call than it takes in one request.
/// **Passes when:** all of them are visible once.
pub async fn a_large_batch_is_taken_whole<H: SinkHarness>() {
    let law = "a_large_batch_is_taken_whole";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let count = i64::try_from(H::capabilities().large_batch).unwrap_or(i64::MAX);
    trial.start(1).await.epoch_of(1, &samples(0..count)).await;
    trial.shows(&samples(0..count)).await;
}
