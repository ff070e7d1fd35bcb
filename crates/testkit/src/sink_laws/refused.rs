use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use crate::start::Start;

/// **Purpose:** a row that the outside system does not take becomes a dead letter; its neighbours in
/// the same request do not suffer.
/// **How:** writes bad rows at the front, in the middle and at the end of one call, and in a second
/// epoch nothing but one bad row.
/// **Passes when:** exactly the bad ones come back, from `write` or from `prepare`, each at its place
/// in the call where the writer tells it, and all others are visible.
pub async fn a_bad_row_comes_back_alone<H: SinkHarness>() {
    let law = "a_bad_row_comes_back_alone";
    let needs = |can: &crate::SinkCapabilities| [(can.refuses, "rows that are refused")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start(1).await;
    epoch(&trial, &mut start, 1, 0..10, &[0, 4, 5, 9]).await;
    epoch(&trial, &mut start, 2, 10..11, &[10]).await;
    let mut good = samples(1..4);
    good.extend(samples(6..9));
    trial.shows(&good).await;
}

/// Writes rows with these ids in one call, some of them bad, and ends the epoch.
async fn epoch<H: SinkHarness>(
    trial: &SinkTrial<H>,
    start: &mut Start<H>,
    n: u64,
    ids: std::ops::Range<i64>,
    bad: &[i64],
) {
    let first = ids.start;
    let rows = samples(ids).into_iter().map(|row| match bad.contains(&row.id) {
        true => trial.harness.bad_row(row.id),
        false => H::row(row),
    });
    let early = start.write_to(0, rows.collect()).await;
    let (manifest, late) = start.prepare_some(n).await;
    start.decide(&manifest).await;
    let mut back = Vec::new();
    for refused in early.iter().chain(&late) {
        let id = H::sample(&refused.row.value).id;
        let place = usize::try_from(id - first).ok();
        let right = refused.nth.is_none() || refused.nth == place;
        trial.law.holds(right, || format!("row {id} stood at {place:?}, told was {:?}", refused.nth));
        let explained = !refused.reason.message().is_empty();
        trial.law.holds(explained, || format!("row {id} was refused without a reason"));
        back.push(id);
    }
    back.sort_unstable();
    trial.law.holds(back == bad, || format!("rows {back:?} came back, bad were {bad:?}"));
}
