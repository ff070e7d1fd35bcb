use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use crate::start::Start;
use aqueduct_core::{Delivery, EventTime, Record, SinkWriter};

/// **Purpose:** trouble outside costs time, not rows: what `write` has not taken it leaves.
/// **How:** breaks the outside system and writes, then heals it. An append or upsert writer is given
/// what it left, until nothing is; any other is given up for a new start, which writes all again.
/// **Passes when:** the error is transient, what is left is the end of what was given, and no row is
/// lost, nor there twice unless the sink appends and the answer to a write can get lost.
pub async fn rows_left_after_an_error_were_not_taken<H: SinkHarness>() {
    let law = "rows_left_after_an_error_were_not_taken";
    let needs = |can: &crate::SinkCapabilities| [(can.breaks, "an outside that can be broken")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start(1).await;
    let done = start.epoch_of(1, &samples(0..3)).await;
    let mut rows: Vec<_> =
        samples(3..20).into_iter().map(H::row).map(|row| Record::new(row, EventTime::MIN)).collect();
    trial.law.ends("breaking", trial.harness.break_writes()).await;
    let (mut failed, mut healed) = (false, false);
    for _ in 0..100 {
        let before = rows.len();
        let wrote = trial.law.ends("write", start.writers[0].write(&mut rows)).await;
        let Err(error) = wrote else { break };
        failed = true;
        trial.law.holds(error.is_transient(), || format!("a broken outside is no reason to stop: {error:?}"));
        let left: Vec<_> = rows.iter().map(|row| H::sample(&row.value)).collect();
        let first = 20 - i64::try_from(left.len()).unwrap_or_default();
        let the_end = left.len() <= before && left == samples(first..20);
        trial.law.holds(the_end, || format!("of rows 3 to 19 is left {left:?}"));
        if !healed {
            trial.law.ends("healing", trial.harness.heal()).await;
            healed = true;
        }
        if matches!(H::delivery(), Delivery::TwoPhase | Delivery::Transactional) {
            break;
        }
    }
    if !healed {
        trial.law.ends("healing", trial.harness.heal()).await;
    }
    finish(&trial, start, done, failed).await;
    if H::capabilities().breaks_cleanly {
        trial.shows(&samples(0..20)).await;
    } else {
        trial.shows_as_delivered(&samples(0..20)).await;
    }
}

/// Ends the epoch, in the same start or in a new one that replays it.
async fn finish<H: SinkHarness>(
    trial: &SinkTrial<H>,
    mut start: Start<H>,
    done: crate::start::Manifest<H>,
    failed: bool,
) {
    let poisoned = failed && matches!(H::delivery(), Delivery::TwoPhase | Delivery::Transactional);
    if poisoned {
        drop(start);
        start = trial.start_over(2, &done).await;
        trial.still_shows(&samples(0..3), "after an error and a new start").await;
        start.write(&samples(3..20)).await;
    }
    let manifest = start.prepare(2).await;
    start.decide(&manifest).await;
}
