use super::attempt::Attempt;
use super::epoch_in_flight::EpochInFlight;
use crate::checkpoint::{Manifest, SinkEntry, StateFile, StepEntry};
use crate::graph::NodeId;
use crate::state::Groups;
use aqueduct_core::fault::Planted;
use aqueduct_core::{Delivery, Epoch, Result};

impl Attempt<'_> {
    /// The epoch is complete: store it, commit it, publish it, confirm it, and forget what is older.
    pub(super) async fn conclude(&mut self) -> Result<()> {
        let Some(in_flight) = self.in_flight.take() else {
            return Ok(());
        };
        let epoch = in_flight.barrier.epoch;
        let took = self.options.clock.elapsed().saturating_sub(in_flight.triggered);
        let manifest = self.manifest(in_flight).await?;
        let written = self.archive.write_manifest(&manifest).await?;
        let state: u64 = manifest.steps.iter().flat_map(|s| &s.files).map(|f| f.bytes).sum();
        if self.options.faults.planted(Planted::PublishedFirst) {
            self.publish(&manifest).await?;
            self.commit(epoch).await?;
        } else {
            self.commit(epoch).await?;
            self.publish(&manifest).await?;
        }
        self.accounts(epoch).await?;
        self.archive.confirm(epoch).await?;
        self.handle.ledger().confirm(epoch);
        self.begun.confirmed(&self.graph.name, took, written + state);
        for book in &mut self.sources {
            self.rediscover |= book.confirmed();
        }
        self.options.faults.reach("acknowledge.before").await?;
        self.acknowledge();
        self.archive.retire_before(epoch).await?;
        self.parent = epoch;
        Ok(())
    }

    /// Positions are repeated after a start, so an error here is no reason to stop.
    pub(super) fn acknowledge(&mut self) {
        for book in &self.sources {
            if let Err(error) = book.acknowledge() {
                tracing::warn!(%error, "Positions could not be acknowledged");
            }
        }
    }

    async fn manifest(&mut self, in_flight: EpochInFlight) -> Result<Manifest> {
        let epoch = in_flight.barrier.epoch;
        let books = self.sources.iter_mut().zip(&in_flight.sources);
        let sources = books.map(|(book, part)| book.entry(part)).collect();
        let mut steps = Vec::with_capacity(in_flight.saved.len());
        for (node, part) in in_flight.saved {
            let files = self.state_files(epoch, node, part.subtasks).await?;
            let info = self.graph.info(node);
            steps.push(StepEntry {
                name: info.label.clone(),
                fingerprint: info.fingerprint.clone().unwrap_or_default(),
                watermark: part.watermark,
                files,
            });
        }
        let parts = self.graph.sinks.iter().zip(in_flight.sinks);
        let sinks = parts.map(|(sink, part)| SinkEntry {
            name: sink.name().to_owned(),
            watermark: part.watermark,
            commits: part.commits,
        });
        Ok(Manifest {
            pipeline: self.graph.name.clone(),
            epoch,
            hash_version: crate::HASH_VERSION,
            finished: self.finishes(),
            sources,
            steps,
            sinks: sinks.collect(),
        })
    }

    async fn state_files(
        &mut self,
        epoch: Epoch,
        node: NodeId,
        subtasks: Vec<(usize, Groups)>,
    ) -> Result<Vec<StateFile>> {
        let mut files = Vec::with_capacity(subtasks.len());
        for (subtask, groups) in subtasks {
            files.push(self.archive.write_state(epoch, node.0, subtask, &groups).await?);
        }
        Ok(files)
    }

    /// The transactional writer commits, if there is one: from then on the epoch is decided.
    async fn commit(&mut self, epoch: Epoch) -> Result<()> {
        let transactional = self.graph.sinks.iter().position(|s| s.delivery() == Delivery::Transactional);
        let Some(number) = transactional else {
            return Ok(());
        };
        let _ = self.go[number].send(epoch);
        let by = self.options.clock.elapsed() + self.options.epoch_deadline;
        while self.committed != Some(epoch) {
            self.next_event(by).await?;
        }
        Ok(())
    }

    /// Waits until every task has passed the barrier on and noted its accounts, and checks them where
    /// tests run.
    async fn accounts(&mut self, epoch: Epoch) -> Result<()> {
        let by = self.options.clock.elapsed() + self.options.epoch_deadline;
        while !self.is_accounted() {
            self.next_event(by).await?;
        }
        if cfg!(debug_assertions) {
            self.handle.ledger().check(epoch, &self.graph.nodes)?;
        }
        Ok(())
    }

    /// Every other sink makes the epoch visible, also with nothing to publish.
    async fn publish(&mut self, manifest: &Manifest) -> Result<()> {
        for (sink, entry) in self.graph.sinks.iter().zip(&manifest.sinks) {
            if sink.delivery() == Delivery::Transactional {
                continue;
            }
            self.options.faults.reach("publish.before").await?;
            let published = sink.publish(manifest.epoch, entry.watermark, &entry.commits).await;
            published.map_err(|e| e.with("sink", sink.name()))?;
            self.options.faults.reach("publish.after").await?;
        }
        Ok(())
    }
}
