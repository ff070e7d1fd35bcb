use crate::SinkHarness;
use crate::law::Law;
use crate::sink_trial::{SinkTrial, samples};
use crate::start::Start;
use aqueduct_core::{Delivery, Error, ErrorKind, EventTime, Record, Sink, SinkWriter};

/// **Purpose:** a process that was believed dead and wakes up does no harm.
/// **How:** lets an old start prepare an epoch, and another one fall asleep before `write`; a newer one
/// claims; the old ones go on, and try to claim again.
/// **Passes when:** each of them gets `Fenced` before its rows are visible, the newer one is not
/// disturbed, and its claim answers with what was committed before.
pub async fn an_older_incarnation_is_fenced<H: SinkHarness>() {
    let law = "an_older_incarnation_is_fenced";
    let transactional = H::delivery() == Delivery::Transactional;
    let needs = |_: &_| [(transactional, "a transactional sink")];
    let Some(trial) = SinkTrial::<H>::begin(law, needs).await else {
        return;
    };
    let mut old = trial.start(1).await;
    let done = old.epoch_of(1, &samples(0..2)).await;
    old.write(&samples(2..4)).await;
    old.prepare(2).await;

    let asleep = trial.start(2).await;
    let epoch = old.epoch(2);
    fenced(trial.law, old.writers[0].commit(epoch).await.err(), "the commit of what it had prepared");
    trial.still_shows(&samples(0..2), "after the commit of an older incarnation").await;

    drop(old);
    let mut new = trial.start(3).await;
    let (marker, wanted) = (new.marker, Some(done.epoch));
    trial.law.holds(marker == wanted, || format!("claim answered {marker:?}, committed is {wanted:?}"));
    fenced(trial.law, whole_epoch(asleep).await.err(), "an epoch begun after the claim");
    let again = trial.law.ends("claim", trial.harness.sink().claim(&trial.run(2))).await;
    fenced(trial.law, again.err(), "the claim");
    trial.still_shows(&samples(0..2), "after an epoch of an older incarnation").await;
    new.epoch_of(2, &samples(2..4)).await;
    trial.shows(&samples(0..4)).await;
}

/// Everything up to the commit, or the first error.
async fn whole_epoch<H: SinkHarness>(mut start: Start<H>) -> Result<(), Error> {
    let epoch = start.epoch(2);
    let rows = samples(10..12).into_iter().map(H::row);
    let mut rows: Vec<_> = rows.map(|row| Record::new(row, EventTime::MIN)).collect();
    start.writers[0].write(&mut rows).await?;
    start.writers[0].prepare(epoch).await?;
    start.writers[0].commit(epoch).await
}

fn fenced(law: Law, error: Option<Error>, what: &str) {
    let Some(error) = error else { law.broken(format!("{what} of an older incarnation works")) };
    let fenced = error.kind() == ErrorKind::Fenced;
    law.holds(fenced, || format!("{what} of an older incarnation is not called fenced: {error:?}"));
}
