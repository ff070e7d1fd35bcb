use crate::SourceHarness;
use crate::source_trial::SourceTrial;
use aqueduct_core::Source;

/// **Purpose:** what is under way is limited in bytes, and a batch that says nothing is not.
/// **How:** reads two splits.
/// **Passes when:** each batch with records tells at least one byte for each.
pub async fn a_batch_tells_how_large_it_is<H: SourceHarness>() {
    let law = "a_batch_tells_how_large_it_is";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, |_| []).await else { return };
    trial.publish_everywhere(10).await;
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    for (records, bytes) in &probe.seen.sizes {
        trial.law.holds(bytes >= records, || format!("a batch of {records} records tells {bytes} bytes"));
    }
}

/// **Purpose:** a pipeline may use windows without assigning a time if the source says that its records
/// have one.
/// **How:** asks the source and reads two splits.
/// **Passes when:** no record is without a time, or the source does not say that they have one.
pub async fn records_have_a_time_if_the_source_says_so<H: SourceHarness>() {
    let law = "records_have_a_time_if_the_source_says_so";
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, |_| []).await else { return };
    trial.publish_everywhere(5).await;
    let timed = trial.source().has_time();
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    trial.read_all(&mut probe).await;
    let untimed = probe.seen.untimed;
    trial.law.holds(!timed || untimed == 0, || {
        format!("{untimed} records have no time, though the source says so")
    });
}
