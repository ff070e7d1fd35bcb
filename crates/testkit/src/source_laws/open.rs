use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use std::time::Duration;

/// **Purpose:** a subtask may have no split at first and be given one later.
/// **How:** opens a reader with nothing, waits on it for a moment, and adds the splits one by one.
/// **Passes when:** all records come, each once.
pub async fn a_reader_opens_with_nothing_and_is_given_splits_later<H: SourceHarness>() {
    let law = "a_reader_opens_with_nothing_and_is_given_splits_later";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, |_| []).await else {
        return;
    };
    trial.publish_everywhere(4).await;
    let source = trial.source();
    let splits = trial.discover(&source, true, &[]).await;
    let mut probe = trial.open(&source, Vec::new()).await;
    probe.read_on(Duration::from_millis(50)).await;
    trial.law.holds(probe.seen.pages.is_empty(), || "a reader without splits told of some".into());
    for split in splits {
        probe.add(vec![split]).await;
        probe.read_on(Duration::from_millis(20)).await;
    }
    trial.read_all(&mut probe).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
}
