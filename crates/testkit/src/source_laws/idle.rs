use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use aqueduct_core::SourceReader;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// `fetch` answers within a second; the rest is for a busy machine.
const A_SECOND: Duration = Duration::from_millis(2_000);

/// **Purpose:** a quiet source says that it is quiet. An answer that does not come cannot be told from
/// a hanging connection, and holds back the time of all windows.
/// **How:** opens two empty splits and fetches; publishes to one of them; fetches again.
/// **Passes when:** every fetch answers within a second, both splits are named idle within the
/// patience, the record comes, and the split is named idle again after it.
pub async fn idleness_is_reported_within_a_second<H: SourceHarness>() {
    let law = "idleness_is_reported_within_a_second";
    let needs = |can: &crate::SourceCapabilities| [(can.follows, "a source that follows")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    let splits = trial.splits();
    for round in 0..2 {
        let deadline = Instant::now() + trial.law.patience;
        while probe.seen.idle.len() < splits || probe.seen.count() < round {
            let in_time = Instant::now() < deadline;
            trial.law.holds(in_time, || {
                let (idle, count) = (&probe.seen.idle, probe.seen.count());
                format!("{splits} splits are at their end after {round} records; named idle: {idle:?}, records: {count}")
            });
            let Ok(fetch) = timeout(A_SECOND, probe.reader.fetch()).await else {
                trial.law.broken("fetch did not answer within a second")
            };
            let fetch = trial.law.ok("fetch", fetch);
            probe.take(fetch);
            tokio::task::yield_now().await;
        }
        if round == 0 {
            trial.publish(0, 1).await;
        }
    }
}

/// **Purpose:** a split that is called idle no longer holds back the time of all windows, so that its
/// records may then be late. It is idle when it was seen at its end, not when it was found empty.
/// **How:** publishes, opens and reads everything, several times.
/// **Passes when:** no split is named idle before its records have come.
pub async fn a_split_with_unread_records_is_not_idle<H: SourceHarness>() {
    let law = "a_split_with_unread_records_is_not_idle";
    let needs = |can: &crate::SourceCapabilities| [(can.follows, "a source that follows")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    for _ in 0..3 {
        trial.publish_everywhere(4).await;
        let mut probe = trial.start(SourceTrial::<H>::reading()).await;
        trial.read_all(&mut probe).await;
        for (id, page) in &probe.seen.pages {
            let early = page.idles.iter().find(|came| **came < page.texts.len());
            trial.law.holds(early.is_none(), || {
                let (came, all) = (early.copied().unwrap_or_default(), page.texts.len());
                format!("split {id} was called idle after {came} of its {all} records")
            });
        }
    }
}
