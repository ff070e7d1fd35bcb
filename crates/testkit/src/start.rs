use crate::law::Law;
use crate::sink_trial::{CommitOf, WriterOf};
use crate::stored::stored;
use crate::{Sample, SinkHarness};
use aqueduct_core::{Delivery, Epoch, EventTime, Record, Refused, Run, Sink, SinkWriter, SubtaskId};

/// What a checkpoint stores of a sink.
pub(crate) struct Manifest<H: SinkHarness> {
    pub(crate) epoch: Epoch,
    pub(crate) commits: Vec<CommitOf<H>>,
}

/// One start of a pipeline, as the engine makes it: dropping it is a crash.
pub(crate) struct Start<H: SinkHarness> {
    law: Law,
    pub(crate) sink: H::Sink,
    pub(crate) run: Run,
    /// What `claim` answered.
    pub(crate) marker: Option<Epoch>,
    pub(crate) writers: Vec<WriterOf<H>>,
}

impl<H: SinkHarness> Start<H> {
    /// Claims, publishes the chosen checkpoint again, sweeps, opens.
    pub(crate) async fn begin(
        law: Law,
        sink: H::Sink,
        run: Run,
        chosen: Option<&Manifest<H>>,
        subtasks: usize,
    ) -> Self {
        let marker = law.works("claim", sink.claim(&run)).await;
        let mut start = Self { law, sink, run, marker, writers: Vec::new() };
        if let Some(chosen) = chosen {
            start.publish(chosen).await;
        }
        law.works("sweep", start.sink.sweep(&start.run)).await;
        for nth in 0..subtasks {
            let writer = law.works("open", start.sink.open(SubtaskId(nth), &start.run)).await;
            start.writers.push(writer);
        }
        start
    }

    /// The epoch of this number.
    pub(crate) fn epoch(&self, n: u64) -> Epoch {
        Epoch { incarnation: self.run.incarnation, n }
    }

    /// Hands rows to one writer, which has to take them all.
    pub(crate) async fn write_to(&mut self, subtask: usize, rows: Vec<H::Row>) -> Vec<Refused<H::Row>> {
        let mut rows: Vec<_> =
            rows.into_iter().map(|row| Record::new(row, EventTime::from_secs(1))).collect();
        let refused = self.law.works("write", self.writers[subtask].write(&mut rows)).await;
        self.law.holds(rows.is_empty(), || format!("write ended well and left {} rows", rows.len()));
        refused
    }

    /// Hands good rows to the first writer.
    pub(crate) async fn write(&mut self, samples: &[Sample]) {
        let refused = self.write_to(0, samples.iter().cloned().map(H::row).collect()).await;
        self.nothing_refused(&refused);
    }

    /// Prepares every writer, all of whose rows are good.
    pub(crate) async fn prepare(&mut self, n: u64) -> Manifest<H> {
        let (manifest, refused) = self.prepare_some(n).await;
        self.nothing_refused(&refused);
        manifest
    }

    /// Prepares every writer. What is returned has been in a checkpoint.
    pub(crate) async fn prepare_some(&mut self, n: u64) -> (Manifest<H>, Vec<Refused<H::Row>>) {
        let epoch = self.epoch(n);
        let (mut commits, mut refused) = (Vec::new(), Vec::new());
        for writer in &mut self.writers {
            let prepared = self.law.works("prepare", writer.prepare(epoch)).await;
            commits.extend(prepared.commits.iter().map(|commit| stored(self.law, commit)));
            refused.extend(prepared.refused);
        }
        (Manifest { epoch, commits }, refused)
    }

    /// Makes the epoch visible as its kind does: commits on the writers, then publishes.
    pub(crate) async fn decide(&mut self, manifest: &Manifest<H>) {
        self.commit(manifest).await;
        self.publish(manifest).await;
    }

    /// Commits on the writers: for a transactional sink this is the decision, for others nothing.
    pub(crate) async fn commit(&mut self, manifest: &Manifest<H>) {
        for writer in &mut self.writers {
            self.law.works("commit", writer.commit(manifest.epoch)).await;
        }
    }

    /// Publishes, unless the sink is transactional.
    pub(crate) async fn publish(&self, manifest: &Manifest<H>) {
        if H::delivery() != Delivery::Transactional {
            let watermark = EventTime::from_secs(1);
            let publish = self.sink.publish(manifest.epoch, watermark, &manifest.commits);
            self.law.works("publish", publish).await;
        }
    }

    /// A whole epoch of these rows.
    pub(crate) async fn epoch_of(&mut self, n: u64, samples: &[Sample]) -> Manifest<H> {
        self.write(samples).await;
        let manifest = self.prepare(n).await;
        self.decide(&manifest).await;
        manifest
    }

    fn nothing_refused(&self, refused: &[Refused<H::Row>]) {
        self.law.holds(refused.is_empty(), || {
            let reasons: Vec<_> = refused.iter().take(5).map(|row| &row.reason).collect();
            format!("{} good rows were refused: {reasons:?}", refused.len())
        });
    }
}
