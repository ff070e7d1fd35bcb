use crate::SourceHarness;
use crate::source_trial::{SourceTrial, SplitOf};
use crate::stored::stored;
use aqueduct_core::{Error, ErrorKind, Fetch, Source, SourceReader, Split, SplitId};

/// **Purpose:** when the outside system has dropped records before they were read, the run stops; it
/// does not go on at whatever is there.
/// **How:** stores a position, publishes, lets the outside system forget all of it, publishes some
/// more, and opens the position, once with `open` and once with `add`.
/// **Passes when:** both yield `PositionLost` that names the split, before any record.
pub async fn a_lost_position_is_an_error<H: SourceHarness>() {
    let law = "a_lost_position_is_an_error";
    let needs = |can: &crate::SourceCapabilities| {
        [(can.loses_positions, "an outside that forgets"), (can.follows, "a source that follows")]
    };
    let Some(mut trial) = SourceTrial::<H>::begin(law, 1, needs).await else {
        return;
    };
    trial.publish(0, 3).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    let position: Vec<_> = probe.seen.last().iter().map(|split| stored(trial.law, split)).collect();
    drop(probe);
    trial.publish(0, 3).await;
    trial.law.ends("forgetting", trial.harness.forget(0)).await;
    trial.publish(0, 3).await;
    for added in [false, true] {
        let (id, error) = lost(&trial, position.clone(), added).await;
        let named = id == Some(position[0].id()) || error.to_string().contains(position[0].id().as_str());
        trial
            .law
            .holds(error.kind() == ErrorKind::PositionLost, || format!("not a lost position: {error:?}"));
        trial.law.holds(named, || format!("split {} is not named by: {error:?}", position[0].id()));
    }
}

/// The error that opening this position ends in, and the split it was told of.
async fn lost<H: SourceHarness>(
    trial: &SourceTrial<H>,
    position: Vec<SplitOf<H>>,
    added: bool,
) -> (Option<SplitId>, Error) {
    let (law, source) = (trial.law, trial.source());
    let (at_first, later) = if added { (Vec::new(), position) } else { (position, Vec::new()) };
    let mut reader = match law.ends("open", source.open(at_first)).await {
        Ok(reader) => reader,
        Err(error) => return (None, error),
    };
    if added && let Err(error) = law.ends("add", reader.add(later)).await {
        return (None, error);
    }
    let deadline = tokio::time::Instant::now() + law.patience;
    while tokio::time::Instant::now() < deadline {
        match law.ends("fetch", reader.fetch()).await {
            Err(error) => return (None, error),
            Ok(Fetch::Failed(id, error)) => return (Some(id), error),
            Ok(Fetch::Batch { records, .. }) => {
                let texts: Vec<_> = records.iter().map(|record| H::text(&record.value)).collect();
                law.broken(format!("the position is lost, and {texts:?} came instead of an error"))
            }
            Ok(Fetch::End(id)) => {
                law.broken(format!("the position is lost, and {id} ended instead of an error"))
            }
            Ok(Fetch::Idle(_)) => tokio::task::yield_now().await,
        }
    }
    law.broken(format!("the position is lost, and nothing was said of it for {:?}", law.patience))
}
