use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use aqueduct_core::Source;

/// **Purpose:** passwords do not end up in logs, plans and checkpoints.
/// **How:** prints the source, its splits, and whatever errors it gives when it cannot be reached, in
/// every form.
/// **Passes when:** none of the harness's secrets is in it.
pub async fn a_source_shows_no_secret<H: SourceHarness>() {
    let law = "a_source_shows_no_secret";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 1, |_| []).await else {
        return;
    };
    trial.publish(0, 1).await;
    let source = trial.source();
    let splits = trial.discover(&source, true, &[]).await;
    let mut shown = vec![format!("{source:?} {source:#?}"), format!("{splits:?}")];
    shown.push(serde_json::to_string(&splits).unwrap_or_default());
    if let Some(away) = trial.harness.unreachable() {
        shown.push(format!("{away:?} {away:#?}"));
        if let Err(error) = trial.law.ends("discover", away.discover(true, &[])).await {
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
