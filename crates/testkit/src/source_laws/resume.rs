use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use crate::stored::stored;
use std::time::Duration;

/// **Purpose:** a position says where to go on, whatever process reads it.
/// **How:** reads two splits in several rounds, then opens a new source at every position that was
/// handed out, the start included, after a round trip through a checkpoint.
/// **Passes when:** each reader yields exactly the records after its position, in order.
pub async fn every_position_resumes_right_after_its_batch<H: SourceHarness>() {
    let law = "every_position_resumes_right_after_its_batch";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, |_| []).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    if H::capabilities().follows {
        for _ in 0..3 {
            trial.publish_everywhere(2).await;
            trial.read_all(&mut probe).await;
        }
    }
    for (id, page) in &probe.seen.pages {
        for (before, position) in &page.positions {
            let again = trial.source();
            let mut replay = trial.open(&again, vec![stored(trial.law, position)]).await;
            let rest = &page.texts[*before..];
            let what = format!("the {} records of {id} after {position:?} have come again", rest.len());
            replay.until(&what, |seen| seen.count() >= rest.len()).await;
            let got = replay.seen.texts();
            trial.law.holds(got == rest, || format!("after {position:?} came {got:?}, wanted {rest:?}"));
        }
    }
}

/// **Purpose:** a stored position is worth more than what a new discovery says of its split.
/// **How:** reads some records, then in a new source discovers first and opens one stored split and
/// adds the others.
/// **Passes when:** only the records after the stored positions come.
pub async fn a_stored_split_keeps_its_position<H: SourceHarness>() {
    let law = "a_stored_split_keeps_its_position";
    let needs = |can: &crate::SourceCapabilities| [(can.follows, "a source that follows")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(4).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    let mut positions: Vec<_> = probe.seen.last().iter().map(|split| stored(trial.law, split)).collect();
    drop(probe);
    let old = trial.everything();
    trial.publish_everywhere(3).await;
    let new: Vec<_> = trial.everything().into_iter().filter(|text| !old.contains(text)).collect();
    let again = trial.source();
    trial.discover(&again, false, &[]).await;
    let mut replay = trial.open(&again, positions.split_off(1.min(positions.len()))).await;
    replay.add(positions).await;
    trial.discover(&again, false, &[]).await;
    replay.until("the later records have come", |seen| seen.count() >= new.len()).await;
    replay.read_on(Duration::from_millis(200)).await;
    trial.exactly(&replay.seen.texts(), &new);
}
