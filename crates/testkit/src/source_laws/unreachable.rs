use crate::SourceHarness;
use crate::law::Law;
use crate::source_trial::SourceTrial;
use aqueduct_core::{Error, ErrorKind, Fetch, Source, SourceReader};

/// **Purpose:** an outside system that is away is told from a quiet one, and from a wrong setting.
/// **How:** discovers, opens and fetches from a source whose outside system does not answer.
/// **Passes when:** the first thing that comes is `Unavailable`, within the patience.
pub async fn an_unreachable_source_is_unavailable<H: SourceHarness>() {
    let law = "an_unreachable_source_is_unavailable";
    let Some(trial) = SourceTrial::<H>::begin(law, 1, |_| []).await else {
        return;
    };
    let away = trial.harness.unreachable();
    if !trial.law.concerns(std::any::type_name::<H>(), away.is_some(), "an outside that can be away") {
        return;
    }
    if let Some(away) = away {
        let error = first_error::<H>(trial.law, &away).await;
        let unavailable = error.kind() == ErrorKind::Unavailable;
        trial.law.holds(unavailable, || format!("an unreachable source is not unavailable: {error:?}"));
    }
}

async fn first_error<H: SourceHarness>(law: Law, away: &H::Source) -> Error {
    let found = match law.ends("discover", away.discover(true, &[])).await {
        Ok(found) => found,
        Err(error) => return error,
    };
    let mut reader = match law.ends("open", away.open(found.splits)).await {
        Ok(reader) => reader,
        Err(error) => return error,
    };
    match law.ends("fetch", reader.fetch()).await {
        Err(error) | Ok(Fetch::Failed(_, error)) => error,
        Ok(other) => law.broken(format!("an unreachable source answers {other:?}")),
    }
}
