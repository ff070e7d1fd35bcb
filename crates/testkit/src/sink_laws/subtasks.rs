use crate::SinkHarness;
use crate::sink_trial::{SinkTrial, samples};
use aqueduct_core::Delivery;

/// **Purpose:** a sink runs in as many subtasks as its pipeline.
/// **How:** opens three writers, writes to them in turns over two epochs, and lets the last one out of
/// the second epoch.
/// **Passes when:** every row is visible once.
pub async fn subtasks_do_not_collide<H: SinkHarness>() {
    let law = "subtasks_do_not_collide";
    let several = H::delivery() != Delivery::Transactional;
    let needs = |_: &_| [(several, "a sink of several writers")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut start = trial.start_as(trial.run(1), None, 3).await;
    let mut next = 0;
    for n in 1..=2 {
        for _ in 0..2 {
            for subtask in 0..(4 - n as usize) {
                let rows = samples(next..next + 2).into_iter().map(H::row).collect();
                start.write_to(subtask, rows).await;
                next += 2;
            }
        }
        let manifest = start.prepare(n).await;
        start.decide(&manifest).await;
    }
    trial.shows(&samples(0..next)).await;
}
