use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use aqueduct_core::Split;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// **Purpose:** a stored split is found again by its name.
/// **How:** discovers twice, in two sources.
/// **Passes when:** the names are unique, as many as there are splits, and the same both times.
pub async fn the_same_splits_are_named_again<H: SourceHarness>() {
    let law = "the_same_splits_are_named_again";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 3, |_| []).await else {
        return;
    };
    trial.publish_everywhere(1).await;
    let mut told = Vec::new();
    for first in [true, false] {
        let splits = trial.discover(&trial.source(), first, &[]).await;
        let names: BTreeSet<_> = splits.iter().map(Split::id).collect();
        let (unique, wanted) = (names.len(), trial.splits());
        trial.law.holds(unique == splits.len(), || format!("a name was given twice: {splits:?}"));
        trial.law.holds(unique == wanted, || format!("{wanted} splits are there, but named are {names:?}"));
        told.push(names);
    }
    trial.law.holds(told[0] == told[1], || format!("splits changed their names: {told:?}"));
}

/// **Purpose:** what appears while a pipeline runs is read, with all that was written before it was
/// noticed.
/// **How:** reads two splits, adds a third outside and publishes to all, then goes on discovering,
/// adding what is new and reading, as the engine does.
/// **Passes when:** every record comes exactly once, those of the new split in order.
pub async fn new_splits_are_found_and_read_from_their_beginning<H: SourceHarness>() {
    let law = "new_splits_are_found_and_read_from_their_beginning";
    let needs = |can: &crate::SourceCapabilities| [(can.discovers, "splits that appear")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let source = trial.source();
    let splits = trial.discover(&source, true, &[]).await;
    let mut known: BTreeSet<_> = splits.iter().map(Split::id).collect();
    let mut probe = trial.open(&source, splits).await;
    trial.read_all(&mut probe).await;

    let added = trial.law.ends("adding a split", trial.harness.add_split()).await;
    trial.added(added);
    trial.publish(added, 4).await;
    let deadline = Instant::now() + trial.law.patience;
    while probe.seen.count() < trial.total() {
        trial.law.holds(Instant::now() < deadline, || {
            let got = probe.seen.texts_of(added);
            format!(
                "of the new split came {got:?}, wanted {:?}; named were {known:?}",
                trial.published(added)
            )
        });
        let mut found = trial.discover(&source, false, &probe.seen.ended()).await;
        found.retain(|split| known.insert(split.id()));
        if !found.is_empty() {
            probe.add(found).await;
        }
        probe.read_on(Duration::from_millis(50)).await;
    }
    probe.read_on(Duration::from_millis(200)).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
    let (got, wanted) = (probe.seen.texts_of(added), trial.published(added));
    trial.law.holds(got == wanted, || format!("the new split yielded {got:?}, wanted {wanted:?}"));
}
