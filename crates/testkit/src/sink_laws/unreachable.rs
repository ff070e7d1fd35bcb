use crate::SinkHarness;
use crate::law::Law;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::{Error, ErrorKind, EventTime, Record, Run, Sink, SinkWriter, SubtaskId};

/// **Purpose:** an outside system that is away is told from one that refuses us, and a run waits for
/// it with backoff.
/// **How:** claims, opens, writes and prepares at a sink whose outside system does not answer.
/// **Passes when:** the first error is `Unavailable` and comes within the patience, at the latest from
/// `prepare`.
pub async fn an_unreachable_sink_is_unavailable<H: SinkHarness>() {
    let law = "an_unreachable_sink_is_unavailable";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let away = trial.harness.unreachable();
    if !trial.law.concerns(std::any::type_name::<H>(), away.is_some(), "an outside that can be away") {
        return;
    }
    if let Some(away) = away {
        match trial.law.ends("an epoch", epoch::<H>(trial.law, &away, &trial.run)).await {
            Ok(()) => trial.law.broken("an unreachable sink takes rows and prepares them"),
            Err(error) => {
                let unavailable = error.kind() == ErrorKind::Unavailable;
                trial.law.holds(unavailable, || format!("an unreachable sink is not unavailable: {error:?}"));
            }
        }
    }
}

async fn epoch<H: SinkHarness>(law: Law, away: &H::Sink, run: &Run) -> Result<(), Error> {
    law.ends("claim", away.claim(run)).await?;
    let mut writer = law.ends("open", away.open(SubtaskId(0), run)).await?;
    let rows = samples(0..3).into_iter().map(H::row);
    let mut rows: Vec<_> = rows.map(|row| Record::new(row, EventTime::MIN)).collect();
    law.ends("write", writer.write(&mut rows)).await?;
    let epoch = aqueduct_core::Epoch { incarnation: run.incarnation, n: 1 };
    law.ends("prepare", writer.prepare(epoch)).await.map(|_| ())
}
