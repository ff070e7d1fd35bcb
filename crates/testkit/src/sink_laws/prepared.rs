use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::Delivery;

/// **Purpose:** once every sink has prepared, the sources' positions are stored, and these rows will
/// never be read again.
/// **How:** writes, prepares and crashes. An append or upsert sink has to have done all; a two-phase one
/// is published by a new process out of the checkpoint; a transactional one has decided nothing.
/// **Passes when:** the rows are visible exactly once, and for a transactional sink not at all.
pub async fn prepared_rows_survive_a_crash<H: SinkHarness>() {
    let law = "prepared_rows_survive_a_crash";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut start = trial.start(1).await;
    start.write(&samples(0..4)).await;
    start.write(&samples(4..6)).await;
    let manifest = start.prepare(1).await;
    drop(start);
    match H::delivery() {
        Delivery::Append | Delivery::Upsert => trial.shows(&samples(0..6)).await,
        Delivery::TwoPhase => {
            trial.start_over(2, &manifest).await;
            trial.shows(&samples(0..6)).await;
        }
        Delivery::Transactional => {
            let again = trial.start(2).await;
            let marker = again.marker;
            trial.law.holds(marker.is_none(), || {
                format!("a prepared epoch is not committed, but the marker is {marker:?}")
            });
            trial.still_shows(&[], "nothing was committed").await;
        }
    }
}
