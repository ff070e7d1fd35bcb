use crate::source_trial::SourceTrial;
use crate::stored::stored;
use crate::{Reading, SourceHarness};
use aqueduct_core::Split;
use std::collections::BTreeMap;
use std::time::Duration;

/// **Purpose:** "from now on" is meant for the first start; a split that is found later begins at its
/// own beginning, or records from before its discovery would be lost.
/// **How:** publishes, discovers a source that starts now, once as the first time and once not, and
/// publishes some more.
/// **Passes when:** at first only the later records come, and not at first all of them.
pub async fn the_start_position_counts_only_at_first<H: SourceHarness>() {
    let law = "the_start_position_counts_only_at_first";
    let needs = |can: &crate::SourceCapabilities| [(can.starts_now, "a source that starts now")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let old = trial.everything();
    let mut first = trial.start(Reading::FromNow).await;
    let source = trial.harness.source(Reading::FromNow);
    let splits = trial.discover(&source, false, &[]).await;
    let mut later = trial.open(&source, splits).await;
    trial.publish_everywhere(2).await;
    let new: Vec<_> = trial.everything().into_iter().filter(|text| !old.contains(text)).collect();

    trial.read_all(&mut later).await;
    trial.exactly(&later.seen.texts(), &trial.everything());
    first.until("the later records have come", |seen| seen.count() >= new.len()).await;
    first.read_on(Duration::from_millis(200)).await;
    trial.exactly(&first.seen.texts(), &new);
}

/// **Purpose:** a bounded source that is run a second time goes on where the first run stopped, up to
/// its end of then.
/// **How:** reads to the present end, publishes, discovers anew, joins each split with the stored
/// position, publishes once more and reads.
/// **Passes when:** exactly the records between the two ends come, and each split ends.
pub async fn resume_from_takes_the_stored_position_and_keeps_its_own_end<H: SourceHarness>() {
    let law = "resume_from_takes_the_stored_position_and_keeps_its_own_end";
    let needs = |can: &crate::SourceCapabilities| [(can.ends, "a source that ends")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let mut first = trial.start(Reading::ToPresentEnd).await;
    trial.read_all(&mut first).await;
    let known: BTreeMap<_, _> =
        first.seen.last().iter().map(|split| (split.id(), stored(trial.law, split))).collect();
    let old = trial.everything();
    trial.publish_everywhere(2).await;
    let new: Vec<_> = trial.everything().into_iter().filter(|text| !old.contains(text)).collect();

    let source = trial.harness.source(Reading::ToPresentEnd);
    let mut splits = Vec::new();
    for split in trial.discover(&source, false, &[]).await {
        splits.push(match known.get(&split.id()) {
            Some(position) => stored(trial.law, &split.resume_from(position)),
            None => split,
        });
    }
    let count = splits.len();
    trial.publish_everywhere(2).await;
    let mut second = trial.open(&source, splits).await;
    second.until("each split has ended", |seen| seen.ended().len() >= count).await;
    trial.exactly(&second.seen.texts(), &new);
}
