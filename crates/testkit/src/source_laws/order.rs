use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use std::time::Duration;

/// **Purpose:** within a split the order of records is the order in which they were published, and a
/// batch belongs to one split.
/// **How:** publishes 20 records to each of three splits in turns and reads them with one reader.
/// **Passes when:** each split's records come in order under one and the same split name.
pub async fn each_split_is_read_in_order<H: SourceHarness>() {
    let law = "each_split_is_read_in_order";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 3, |_| []).await else {
        return;
    };
    trial.publish_everywhere(20).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    for split in 0..trial.splits() {
        let wanted = trial.published(split);
        let Some(id) = probe.seen.id_of(split) else {
            trial.law.broken(format!("no record of split number {split} came"))
        };
        let got = &probe.seen.pages[&id].texts;
        trial
            .law
            .holds(got == wanted, || format!("split {id} yielded {got:?}, wanted {wanted:?} in this order"));
    }
}

/// **Purpose:** within a run every record comes exactly once, however the splits are spread.
/// **How:** spreads three splits over two readers, publishes before and, where the source follows,
/// while they read, and reads on for a while after the last record.
/// **Passes when:** both readers together yielded exactly what was published.
pub async fn nothing_is_lost_and_nothing_comes_twice<H: SourceHarness>() {
    let law = "nothing_is_lost_and_nothing_comes_twice";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 3, |_| []).await else {
        return;
    };
    trial.publish_everywhere(10).await;
    let source = trial.source();
    let mut left = trial.discover(&source, true, &[]).await;
    let right = left.split_off(left.len() / 2);
    let mut left = trial.open(&source, left).await;
    let mut right = trial.open(&source, right).await;
    if H::capabilities().follows {
        left.read_on(Duration::from_millis(20)).await;
        trial.publish_everywhere(10).await;
    }
    let deadline = tokio::time::Instant::now() + trial.law.patience;
    while left.seen.count() + right.seen.count() < trial.total() && tokio::time::Instant::now() < deadline {
        left.read_on(Duration::from_millis(20)).await;
        right.read_on(Duration::from_millis(20)).await;
    }
    left.read_on(Duration::from_millis(200)).await;
    right.read_on(Duration::from_millis(200)).await;
    trial.exactly(&[left.seen.texts(), right.seen.texts()].concat(), &trial.everything());
}
