use crate::SourceHarness;
use crate::cut::cut;
use crate::journal::Journal;
use crate::law::Law;
use crate::probe::Probe;
use crate::source_trial::{SourceTrial, SplitOf};
use aqueduct_core::{SourceReader, Split, SplitId};
use std::time::Duration;

/// How long is waited to see that nothing comes.
const A_WHILE: Duration = Duration::from_millis(300);

/// **Purpose:** a split that is ahead of the others in time waits for them, and only it.
/// **How:** holds one of two splits, then the other, then none, and publishes to both each time.
/// **Passes when:** of a held split nothing is returned, of the other everything, and each `hold`
/// replaces the one before.
pub async fn holding_holds_exactly_these<H: SourceHarness>() {
    let law = "holding_holds_exactly_these";
    let needs = |can: &crate::SourceCapabilities| {
        [(can.follows, "a source that follows"), (can.many_splits, "several splits")]
    };
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(1).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    let ids: Vec<_> = (0..2).filter_map(|split| probe.seen.id_of(split)).collect();
    for held in [0, 1] {
        probe.reader.hold(&ids[held..=held]);
        trial.publish_everywhere(3).await;
        let other = trial.published(1 - held).len();
        let before = told(&probe.seen, &ids[held]);
        let what = format!("all records of {} have come while {} is held", ids[1 - held], ids[held]);
        probe.until(&what, |seen| seen.texts_of(1 - held).len() >= other).await;
        probe.read_on(A_WHILE).await;
        nothing_new(trial.law, &probe, &ids[held], before);
    }
    probe.reader.hold(&ids);
    trial.publish_everywhere(1).await;
    let before: Vec<_> = ids.iter().map(|id| told(&probe.seen, id)).collect();
    probe.read_on(A_WHILE).await;
    ids.iter().zip(before).for_each(|(id, before)| nothing_new(trial.law, &probe, id, before));
    probe.reader.hold(&[]);
    trial.read_all(&mut probe).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
}

/// **Purpose:** a split is held from the call on, also if its records are already on the way.
/// **How:** begins a fetch on an empty split, drops it, holds the split, publishes, and lets go.
/// **Passes when:** nothing of the split is returned while it is held, and everything afterwards.
pub async fn holding_reaches_a_request_in_flight<H: SourceHarness>() {
    let law = "holding_reaches_a_request_in_flight";
    let needs = |can: &crate::SourceCapabilities| [(can.follows, "a source that follows")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 1, needs).await else {
        return;
    };
    trial.publish(0, 1).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    for _ in 0..3 {
        if let Some(fetch) = cut(probe.reader.fetch(), 2, Duration::from_millis(50)).await {
            let fetch = trial.law.ok("fetch", fetch);
            probe.take(fetch);
        }
        let ids: Vec<_> = probe.seen.last().iter().map(Split::id).collect();
        probe.reader.hold(&ids);
        let before: Vec<_> = ids.iter().map(|id| told(&probe.seen, id)).collect();
        trial.publish(0, 2).await;
        probe.read_on(A_WHILE).await;
        ids.iter().zip(before).for_each(|(id, before)| nothing_new(trial.law, &probe, id, before));
        probe.reader.hold(&[]);
        trial.read_all(&mut probe).await;
    }
    trial.exactly(&probe.seen.texts(), &trial.everything());
}

/// How much was told of a split: records, idles, ends, failures.
fn told<S: Split>(seen: &Journal<S>, id: &SplitId) -> usize {
    let failed = seen.failed.iter().filter(|(failed, _)| failed == id).count();
    let page = seen.pages.get(id);
    failed + page.map_or(0, |page| page.texts.len() + page.idles.len() + page.ends.len())
}

fn nothing_new<H: SourceHarness>(law: Law, probe: &Probe<H>, id: &SplitId, before: usize) {
    let seen: &Journal<SplitOf<H>> = &probe.seen;
    law.holds(told(seen, id) == before, || {
        format!("split {id} was held, and came with more all the same: {:?}", seen.texts())
    });
}
