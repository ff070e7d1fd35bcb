use super::{Manifest, Owned, StateFile, frame, names};
use crate::state::RecoveredStep;
use aqueduct_core::fault::{Faults, Planted};
use aqueduct_core::{Epoch, Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The checkpoints in an owned store.
#[derive(Debug)]
pub(crate) struct Archive {
    owned: Owned,
    faults: Faults,
}

/// A checkpoint that was found.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) manifest: Manifest,
    pub(crate) confirmed: bool,
    folder: String,
}

impl Archive {
    pub(crate) fn new(owned: Owned, faults: Faults) -> Self {
        Self { owned, faults }
    }

    pub(crate) fn id(&self) -> u128 {
        self.owned.id
    }

    pub(crate) fn incarnation(&self) -> u64 {
        self.owned.incarnation
    }

    pub(crate) fn place(&self) -> String {
        self.owned.store.place()
    }

    fn own_folder(&self) -> String {
        names::live(self.owned.incarnation)
    }

    /// All checkpoints, newest first.
    ///
    /// # Errors
    /// `Incompatible` naming a manifest that is damaged, of a newer format or of another hash function:
    /// there is no automatic way back to an older one.
    pub(crate) async fn all(&self) -> Result<Vec<Stored>> {
        let mut found = Vec::new();
        for (_, folder) in &self.owned.folders {
            let files = self.owned.store.files(folder).await?;
            for file in files.iter().filter(|f| f.ends_with(".manifest")) {
                let manifest = self.manifest(folder, file).await?;
                let confirmed = files.contains(&names::confirmed(manifest.epoch));
                found.push(Stored { manifest, confirmed, folder: folder.clone() });
            }
        }
        found.sort_by_key(|s| std::cmp::Reverse(s.manifest.epoch));
        Ok(found)
    }

    async fn manifest(&self, folder: &str, file: &str) -> Result<Manifest> {
        let at = |e: Error| {
            e.with("checkpoints", self.place())
                .with("file", format!("{folder}/{file}"))
                .with("choose", "restore the file from a backup, or remove it to go on from the one before")
        };
        let bytes = self.owned.store.read(folder, file).await?.unwrap_or_default();
        let json = frame::open_manifest(&bytes).map_err(at)?;
        let manifest: Manifest = serde_json::from_slice(json)
            .map_err(|e| at(Error::new(ErrorKind::Incompatible, "a manifest cannot be read").because(e)))?;
        if manifest.hash_version != crate::HASH_VERSION {
            let error = Error::new(ErrorKind::Incompatible, "state was placed by another hash function");
            return Err(at(error.with("saved with", manifest.hash_version)));
        }
        Ok(manifest)
    }

    /// The state that a checkpoint holds, by step.
    pub(crate) async fn state(&self, stored: &Stored) -> Result<BTreeMap<String, RecoveredStep>> {
        let mut steps = BTreeMap::new();
        for step in &stored.manifest.steps {
            let mut groups = Vec::new();
            for file in &step.files {
                groups.extend(self.state_file(&stored.folder, file).await?);
            }
            let (fingerprint, watermark) = (step.fingerprint.clone(), step.watermark);
            steps.insert(step.name.clone(), RecoveredStep { fingerprint, watermark, groups });
        }
        Ok(steps)
    }

    async fn state_file(&self, folder: &str, file: &StateFile) -> Result<Vec<(u64, Arc<[u8]>)>> {
        let at =
            |e: Error| e.with("checkpoints", self.place()).with("file", format!("{folder}/{}", file.name));
        let missing = || Error::new(ErrorKind::Incompatible, "a state file of the checkpoint is missing");
        let bytes = self.owned.store.read(folder, &file.name).await?.ok_or_else(|| at(missing()))?;
        frame::open_state(&bytes).map_err(at)
    }

    /// Writes one subtask's state.
    pub(crate) async fn write_state(
        &self,
        epoch: Epoch,
        step: usize,
        subtask: usize,
        groups: &[(u64, Vec<u8>)],
    ) -> Result<StateFile> {
        self.faults.reach("state.write.before").await?;
        let (name, bytes) = (names::state(epoch, step, subtask), frame::seal_state(groups));
        let written = StateFile { name: name.clone(), bytes: bytes.len() as u64 };
        self.owned.store.write(&self.own_folder(), &name, bytes).await?;
        Ok(written)
    }

    /// Writes the manifest: the durable point of the epoch.
    pub(crate) async fn write_manifest(&self, manifest: &Manifest) -> Result<u64> {
        self.faults.reach("manifest.write.before").await?;
        let json = serde_json::to_vec(manifest)
            .map_err(|e| Error::internal("a manifest cannot be serialised").because(e))?;
        let bytes = frame::seal_manifest(&json);
        let size = bytes.len() as u64;
        self.owned.store.write(&self.own_folder(), &names::manifest(manifest.epoch), bytes).await?;
        self.faults.reach("manifest.write.after").await?;
        Ok(size)
    }

    /// Every sink has the epoch.
    pub(crate) async fn confirm(&self, epoch: Epoch) -> Result<()> {
        self.faults.reach("confirm.write.before").await?;
        self.owned.store.write(&self.own_folder(), &names::confirmed(epoch), Vec::new()).await?;
        self.faults.reach("confirm.write.after").await
    }

    /// As `confirm`, for the checkpoint that a start has published again.
    pub(crate) async fn confirm_stored(&self, stored: &Stored) -> Result<()> {
        if stored.confirmed {
            return Ok(());
        }
        self.owned.store.write(&stored.folder, &names::confirmed(stored.manifest.epoch), Vec::new()).await
    }

    /// Removes everything older than a confirmed epoch: manifests first, so that none is left that
    /// lacks its state.
    pub(crate) async fn retire_before(&mut self, epoch: Epoch) -> Result<()> {
        self.faults.reach("retire.before").await?;
        let own = self.own_folder();
        let mut old: Vec<_> = self.owned.store.files(&own).await?;
        old.retain(|file| names::epoch_of(file).is_some_and(|n| n < epoch.n));
        old.sort_by_key(|file| !file.ends_with(".manifest"));
        for file in old {
            self.owned.store.remove(&own, &file).await?;
        }
        for (incarnation, folder) in std::mem::take(&mut self.owned.folders) {
            if incarnation == self.owned.incarnation || self.faults.planted(Planted::NotFenced) {
                self.owned.folders.push((incarnation, folder));
            } else {
                self.owned.store.remove_folder(&folder).await?;
            }
        }
        self.faults.reach("retire.after").await
    }
}
