use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use aqueduct_core::SourceReader;
use std::time::Duration;
use tokio::time::Instant;

/// **Purpose:** acknowledging is for the outside system's eyes; it never decides what is read.
/// **How:** acknowledges what was read, the same again, nothing, splits of a reader that has none open,
/// and at last an older position; publishes and reads on.
/// **Passes when:** each call ends, whatever it answers, and exactly the later records follow.
pub async fn acknowledging_disturbs_nothing<H: SourceHarness>() {
    let law = "acknowledging_disturbs_nothing";
    let needs = |can: &crate::SourceCapabilities| [(can.follows, "a source that follows")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    let mut older = probe.seen.last();
    for round in 0..3 {
        trial.read_all(&mut probe).await;
        let last = probe.seen.last();
        let mut none_open = trial.open(&trial.source(), Vec::new()).await;
        for upto in [&last[..], &last, &[], &older] {
            // An error is counted by the engine, and that is all.
            let _ = trial.law.ends("acknowledge", probe.reader.acknowledge(upto)).await;
        }
        let _ = trial.law.ends("acknowledge", none_open.reader.acknowledge(&last)).await;
        older = last;
        if round < 2 {
            trial.publish_everywhere(2).await;
        }
    }
    probe.read_on(Duration::from_millis(200)).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
}

/// **Purpose:** tools of the outside system show how far a pipeline is.
/// **How:** reads and acknowledges two splits in two rounds, and asks the outside system.
/// **Passes when:** within the patience it shows as stored what was acknowledged, and before the
/// acknowledgement no more than the last one.
pub async fn acknowledging_moves_what_the_outside_shows<H: SourceHarness>() {
    let law = "acknowledging_moves_what_the_outside_shows";
    let needs = |can: &crate::SourceCapabilities| {
        [(can.acknowledges, "an outside that shows acknowledgements"), (can.follows, "a source that follows")]
    };
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    trial.publish_everywhere(3).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    let mut acknowledged = 0;
    for _ in 0..2 {
        trial.read_all(&mut probe).await;
        for split in 0..trial.splits() {
            let shown = trial.harness.acknowledged(split).await;
            trial.law.holds(shown <= acknowledged, || {
                format!(
                    "{shown} records of split number {split} are shown as stored before the acknowledgement"
                )
            });
        }
        let last = probe.seen.last();
        trial.law.works("acknowledge", probe.reader.acknowledge(&last)).await;
        for split in 0..trial.splits() {
            acknowledged = shows(&trial, split).await;
        }
        trial.publish_everywhere(2).await;
    }
}

/// Waits until the outside system shows all that was published to this split.
async fn shows<H: SourceHarness>(trial: &SourceTrial<H>, split: usize) -> u64 {
    let wanted = trial.published(split).len() as u64;
    let deadline = Instant::now() + trial.law.patience;
    loop {
        let shown = trial.law.ends("asking the outside system", trial.harness.acknowledged(split)).await;
        if shown == wanted {
            return shown;
        }
        trial.law.holds(Instant::now() < deadline, || {
            format!("{shown} records of split number {split} are shown as stored, acknowledged were {wanted}")
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
