use crate::SourceHarness;
use crate::cut::cut;
use crate::dice::Dice;
use crate::source_trial::SourceTrial;
use aqueduct_core::SourceReader;
use std::time::Duration;
use tokio::time::Instant;

/// **Purpose:** the engine drops `fetch` whenever it has something else for the reader to do. That
/// loses no record, and a request in flight goes on, so that many drops in a row do not stop reading.
/// **How:** drops every fetch after 1 to 4 polls or 20 milliseconds, by deterministic dice, until all
/// records have come or the patience is over.
/// **Passes when:** exactly what was published came, in spite of never waiting longer.
pub async fn fetch_is_cancel_safe<H: SourceHarness>() {
    let law = "fetch_is_cancel_safe";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, |_| []).await else {
        return;
    };
    trial.publish_everywhere(15).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    let mut more = if H::capabilities().follows { 5 } else { 0 };
    let mut dice = Dice::new(1);
    let deadline = Instant::now() + trial.law.patience;
    while probe.seen.count() < trial.total() || more > 0 {
        if Instant::now() > deadline {
            let (came, total) = (probe.seen.count(), trial.total());
            trial.law.broken(format!("{came} of {total} records came while each fetch was dropped early"));
        }
        if more > 0 && dice.roll(4) == 0 {
            trial.publish_everywhere(1).await;
            more -= 1;
        }
        let (polls, limit) = match dice.roll(3) {
            0 => (u64::MAX, Duration::from_millis(20)),
            _ => (1 + dice.roll(4), Duration::from_millis(20)),
        };
        if let Some(fetch) = cut(probe.reader.fetch(), polls, limit).await {
            let fetch = trial.law.ok("fetch", fetch);
            probe.take(fetch);
        }
    }
    probe.read_on(Duration::from_millis(200)).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
}
