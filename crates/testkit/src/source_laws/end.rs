use crate::source_trial::SourceTrial;
use crate::{Reading, SourceHarness};
use aqueduct_core::{Boundedness, Source};
use std::time::Duration;

/// **Purpose:** a bounded pipeline ends by itself, and not before its last record.
/// **How:** reads three splits to their present end, the last of them empty.
/// **Passes when:** the source calls itself bounded, each split ends once, after its last record.
pub async fn a_bounded_source_ends_after_its_records<H: SourceHarness>() {
    let law = "a_bounded_source_ends_after_its_records";
    let needs = |can: &crate::SourceCapabilities| [(can.ends, "a source that ends")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 3, needs).await else {
        return;
    };
    trial.publish(0, 5).await;
    if trial.splits() > 1 {
        trial.publish(1, 7).await;
    }
    let source = trial.harness.source(Reading::ToPresentEnd);
    let bounded = source.boundedness() == Boundedness::Bounded;
    trial.law.holds(bounded, || "a source that reads to its present end calls itself unbounded".into());
    let splits = trial.discover(&source, true, &[]).await;
    let count = splits.len();
    let mut probe = trial.open(&source, splits).await;
    probe.until("each split has ended", |seen| seen.ended().len() >= count).await;
    probe.read_on(Duration::from_millis(100)).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
    for (id, page) in &probe.seen.pages {
        let all = page.texts.len();
        trial.law.holds(page.ends == [all], || {
            format!("split {id} with {all} records ended after {:?}", page.ends)
        });
    }
}

/// **Purpose:** a bounded run reads what was there when it began, so that it ends although others go
/// on writing, and a restart ends at the same record.
/// **How:** discovers, publishes some more, and reads to the end.
/// **Passes when:** exactly the records from before the discovery come.
pub async fn a_bounded_end_is_fixed_at_discovery<H: SourceHarness>() {
    let law = "a_bounded_end_is_fixed_at_discovery";
    let needs = |can: &crate::SourceCapabilities| [(can.ends, "a source that ends")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(4).await;
    let before = trial.everything();
    let source = trial.harness.source(Reading::ToPresentEnd);
    let splits = trial.discover(&source, true, &[]).await;
    let count = splits.len();
    trial.publish_everywhere(3).await;
    let mut probe = trial.open(&source, splits).await;
    probe.until("each split has ended", |seen| seen.ended().len() >= count).await;
    trial.exactly(&probe.seen.texts(), &before);
}
