use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::Sink;

/// **Purpose:** passwords do not end up in logs, plans and checkpoints.
/// **How:** prints the sink, what a checkpoint stores of it, and the error it gives when it cannot be
/// reached, in every form.
/// **Passes when:** none of the harness's secrets is in it.
pub async fn a_sink_shows_no_secret<H: SinkHarness>() {
    let law = "a_sink_shows_no_secret";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    start.write(&samples(0..2)).await;
    let manifest = start.prepare(1).await;
    let mut shown = vec![format!("{:?} {:#?}", start.sink, start.sink)];
    shown.push(serde_json::to_string(&manifest.commits).unwrap_or_default());
    if let Some(away) = trial.harness.unreachable() {
        shown.push(format!("{away:?} {away:#?}"));
        if let Err(error) = trial.law.ends("claim", away.claim(&trial.run)).await {
            shown.push(format!("{error} {error:?}"));
        }
    }
    for secret in trial.harness.secrets() {
        for text in &shown {
            trial.law.holds(!text.contains(&secret), || {
                format!("a secret is in {}", text.replace(&secret, "[secret]"))
            });
        }
    }
}
