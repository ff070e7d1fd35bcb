use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use crate::stored::stored;
use std::collections::BTreeSet;

/// **Purpose:** a dead letter is known by its coordinates, so a replay has to give a record the same.
/// **How:** reads two splits, then again from every position, and compares the coordinates of each
/// record, which may stand in a different batch then.
/// **Passes when:** no two records share coordinates, and each keeps its own.
pub async fn coordinates_are_stable_over_a_replay<H: SourceHarness>() {
    let law = "coordinates_are_stable_over_a_replay";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, |_| []).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    if H::capabilities().follows {
        trial.publish_everywhere(3).await;
        trial.read_all(&mut probe).await;
    }
    let all: Vec<_> = probe.seen.pages.values().flat_map(|page| &page.coordinates).collect();
    let unique: BTreeSet<_> = all.iter().collect();
    trial.law.holds(unique.len() == all.len(), || format!("two records share coordinates: {all:?}"));
    for page in probe.seen.pages.values() {
        for (before, position) in &page.positions {
            let again = trial.source();
            let mut replay = trial.open(&again, vec![stored(trial.law, position)]).await;
            let wanted = &page.coordinates[*before..];
            replay.until("the rest has come again", |seen| seen.count() >= wanted.len()).await;
            let got: Vec<_> = replay.seen.pages.values().flat_map(|page| page.coordinates.clone()).collect();
            trial.law.holds(got == wanted, || {
                format!("after {position:?} the records stand at {got:?}, and stood at {wanted:?}")
            });
        }
    }
}
