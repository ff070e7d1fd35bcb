use crate::SourceHarness;
use crate::journal::Journal;
use crate::law::Law;
use crate::source_trial::{SourceTrial, SplitOf};
use crate::stored::stored;
use aqueduct_core::{DeadLetter, Reason};
use std::collections::BTreeSet;

/// **Purpose:** a poisoned message costs itself only, and can be examined and replayed.
/// **How:** publishes good records around two undecodable messages, reads them, and reads them again
/// from the first position.
/// **Passes when:** all good records come, and each bad message is rejected once, as undecodable, with
/// its bytes, an explanation and coordinates of its own; the replay rejects the same.
pub async fn an_undecodable_message_is_rejected_alone<H: SourceHarness>() {
    let law = "an_undecodable_message_is_rejected_alone";
    let needs = |can: &crate::SourceCapabilities| [(can.undecodable, "undecodable messages")];
    let Some(mut trial) = SourceTrial::<H>::begin(law, 1, needs).await else {
        return;
    };
    let mut raw = Vec::new();
    for _ in 0..2 {
        trial.publish(0, 2).await;
        let publishing = trial.harness.publish_undecodable(0);
        raw.push(trial.law.ends("publishing", publishing).await);
    }
    trial.publish(0, 1).await;
    let splits = trial.discover(&trial.source(), true, &[]).await;
    let first = read(&trial, &splits).await;
    complete(trial.law, &first.rejected, &raw);
    let mut used = first.coordinates();
    used.extend(places(&first.rejected));
    let unique: BTreeSet<_> = used.iter().collect();
    trial.law.holds(unique.len() == used.len(), || format!("two messages share coordinates: {used:?}"));
    let again = read(&trial, &splits).await;
    let (told, wanted) = (places(&again.rejected), places(&first.rejected));
    trial.law.holds(told == wanted, || format!("rejected were {wanted:?}, and by a replay {told:?}"));
}

/// Reads all good records and what is rejected among them.
async fn read<H: SourceHarness>(trial: &SourceTrial<H>, splits: &[SplitOf<H>]) -> Journal<SplitOf<H>> {
    let splits = splits.iter().map(|split| stored(trial.law, split));
    let mut probe = trial.open(&trial.source(), splits.collect()).await;
    let total = trial.total();
    let what = "the good have come and the bad were rejected";
    let all = |seen: &Journal<_>| seen.count() >= total && seen.rejected.len() >= 2;
    probe.until(what, all).await;
    let (got, wanted) = (probe.seen.texts(), trial.everything());
    trial.law.holds(got == wanted, || format!("the good ones came as {got:?}, wanted {wanted:?}"));
    probe.seen
}

fn places(rejected: &[DeadLetter]) -> Vec<String> {
    let coordinates = rejected.iter().map(|letter| &letter.coordinates);
    coordinates.cloned().collect()
}

fn complete(law: Law, rejected: &[DeadLetter], raw: &[Vec<u8>]) {
    let payloads = rejected.iter().map(|letter| &letter.payload);
    law.holds(payloads.eq(raw), || format!("rejected without its bytes {raw:?}: {rejected:?}"));
    for letter in rejected {
        let undecodable = letter.reason == Reason::Undecodable;
        law.holds(undecodable, || format!("rejected for another reason: {letter:?}"));
        let explained = !letter.message.is_empty() && !letter.coordinates.is_empty();
        law.holds(explained, || format!("rejected without explanation or coordinates: {letter:?}"));
    }
}
