use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::{Delivery, Sink};

/// **Purpose:** the engine, and the guarantee that a user is shown, go by what the sink says of itself.
/// **How:** asks the sink, and runs an epoch with rows up to `prepare`.
/// **Passes when:** it delivers as its harness says, and only a two-phase sink leaves something to
/// publish.
pub async fn a_sink_delivers_as_declared<H: SinkHarness>() {
    let law = "a_sink_delivers_as_declared";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    let (says, wanted) = (start.sink.delivery(), H::delivery());
    trial.law.holds(says == wanted, || format!("it says {says:?} and is meant to be {wanted:?}"));
    start.write(&samples(0..2)).await;
    let commits = start.prepare(1).await.commits.len();
    let fits = (commits > 0) == (wanted == Delivery::TwoPhase);
    trial.law.holds(fits, || format!("a sink of kind {wanted:?} left {commits} commits to publish"));
}
