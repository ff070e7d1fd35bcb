use crate::sink_trial::SinkTrial;
use crate::{Sample, SinkHarness};
use aqueduct_core::Delivery;

/// **Purpose:** an upserting sink keeps the newest row of each key, also when several come in one
/// request, which some databases refuse.
/// **How:** writes the same keys several times, in one call, in the next and in the next epoch.
/// **Passes when:** each key is there once, with its last row.
pub async fn the_last_row_of_a_key_wins<H: SinkHarness>() {
    let law = "the_last_row_of_a_key_wins";
    let upserts = H::delivery() == Delivery::Upsert;
    let needs = |_: &_| [(upserts, "an upserting sink")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let rows =
        |rows: &[(i64, &str)]| rows.iter().map(|(id, text)| Sample::new(*id, *text)).collect::<Vec<_>>();
    let mut start = trial.start(1).await;
    start.epoch_of(1, &rows(&[(1, "a"), (2, "b"), (1, "c"), (3, "d"), (1, "e"), (2, "f")])).await;
    trial.shows(&rows(&[(1, "e"), (2, "f"), (3, "d")])).await;
    start.write(&rows(&[(3, "g"), (4, "h")])).await;
    start.epoch_of(2, &rows(&[(4, "i"), (1, "j")])).await;
    start.epoch_of(3, &rows(&[(1, "k")])).await;
    trial.shows(&rows(&[(1, "k"), (2, "f"), (3, "g"), (4, "i")])).await;
}
