use crate::SourceHarness;
use crate::probe::Probe;
use crate::source_trial::{SourceTrial, SplitOf};
use crate::stored::stored;
use aqueduct_core::{Error, Source, SourceReader, Split, SplitId};
use std::time::Duration;
use tokio::time::Instant;

/// **Purpose:** trouble outside costs time, not records.
/// **How:** breaks what the reader has open to one of two splits, between two rounds of publishing.
/// As the engine does, adds a failed split again at its last position, and opens a reader that failed
/// as a whole anew.
/// **Passes when:** every error is transient, and every record comes exactly once.
pub async fn a_failed_split_goes_on_where_it_stopped<H: SourceHarness>() {
    let law = "a_failed_split_goes_on_where_it_stopped";
    let needs = |can: &crate::SourceCapabilities| {
        [(can.breaks, "an outside that can be broken"), (can.follows, "a source that follows")]
    };
    let Some(mut trial) = SourceTrial::<H>::begin(law, 2, needs).await else {
        return;
    };
    let source = trial.source();
    let mut probe = trial.start(SourceTrial::<H>::reading()).await;
    for round in 0..4 {
        trial.publish_everywhere(3).await;
        if round % 2 == 1 {
            trial.law.ends("breaking", trial.harness.disturb(0)).await;
        }
        trial.publish_everywhere(3).await;
        recover_until_all(&trial, &source, &mut probe).await;
    }
    probe.read_on(Duration::from_millis(200)).await;
    trial.exactly(&probe.seen.texts(), &trial.everything());
}

async fn recover_until_all<H: SourceHarness>(
    trial: &SourceTrial<H>,
    source: &H::Source,
    probe: &mut Probe<H>,
) {
    let law = trial.law;
    let deadline = Instant::now() + law.patience;
    while probe.seen.count() < trial.total() {
        law.holds(Instant::now() < deadline, || {
            let (came, total) = (probe.seen.count(), trial.total());
            format!("{came} of {total} records have come after the trouble was over")
        });
        match law.ends("fetch", probe.reader.fetch()).await {
            Ok(fetch) => probe.take(fetch),
            Err(error) => {
                transient(trial, None, &error);
                let all = probe.seen.last();
                reopen(trial, source, probe, all).await;
            }
        }
        for (id, error) in std::mem::take(&mut probe.seen.failed) {
            transient(trial, Some(&id), &error);
            let last = probe.seen.last().into_iter().find(|split| split.id() == id);
            let Some(last) = last else { law.broken(format!("split {id} failed and is unknown")) };
            law.works("add", probe.reader.add(vec![stored(law, &last)])).await;
        }
        tokio::task::yield_now().await;
    }
}

async fn reopen<H: SourceHarness>(
    trial: &SourceTrial<H>,
    source: &H::Source,
    probe: &mut Probe<H>,
    splits: Vec<SplitOf<H>>,
) {
    let splits = splits.iter().map(|split| stored(trial.law, split)).collect();
    probe.reader = trial.law.works("open", source.open(splits)).await;
}

fn transient<H: SourceHarness>(trial: &SourceTrial<H>, id: Option<&SplitId>, error: &Error) {
    trial
        .law
        .holds(error.is_transient(), || format!("{id:?} failed with an error that stops the run: {error:?}"));
}
