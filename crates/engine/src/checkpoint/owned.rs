use super::{CheckpointStore, Hold, names};
use aqueduct_core::fault::{Faults, Planted};
use aqueduct_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// The folder that says whose store it is.
const IDENTITY: &str = "identity";
const IDENTITY_FILE: &str = "pipeline";

/// Whose store it is.
#[derive(Debug, Serialize, Deserialize)]
struct Identity {
    pipeline: String,
    /// Hexadecimal: JSON numbers are too short for it.
    store: String,
}

/// A store that one start owns.
pub(crate) struct Owned {
    pub(crate) store: Arc<dyn CheckpointStore>,
    /// The random id of the store.
    pub(crate) id: u128,
    pub(crate) incarnation: u64,
    /// All folders with checkpoints, newest first: this start's own and the sealed ones.
    pub(crate) folders: Vec<(u64, String)>,
}

impl Owned {
    /// Takes the hold that lasts until the end of the run.
    ///
    /// # Errors
    /// `Fenced` when a living process has it, unless `take_over`.
    pub(crate) async fn hold(store: &dyn CheckpointStore, take_over: bool) -> Result<Option<Hold>> {
        let hold = store.hold().await?;
        if hold.is_none() && !take_over {
            return Err(Error::new(ErrorKind::Fenced, "another process is running on these checkpoints")
                .with("checkpoints", store.place())
                .with("choose", "stop it, or start with Options::take_over()"));
        }
        Ok(hold)
    }

    /// Begins a new incarnation and shuts out every older one, before anything of theirs is read.
    ///
    /// Every older number is sealed by name, not from a listing: another start may be renaming a folder
    /// while this one lists. Afterwards a folder has its sealed name or never existed.
    ///
    /// # Errors
    /// `Incompatible` for the store of another pipeline, `Fenced` when a newer start came meanwhile.
    pub(crate) async fn begin(
        store: Arc<dyn CheckpointStore>,
        pipeline: &str,
        faults: &Faults,
    ) -> Result<Self> {
        let id = identify(&*store, pipeline).await?;
        faults.reach("store.own.before").await?;
        let incarnation = take_number(&*store).await?;
        faults.reach("store.seal.before").await?;
        // A folder that is made late escapes the seal of a newer start, so it looks for one first.
        store.make_folder(&names::live(incarnation)).await?;
        if newest_number(&*store).await? > incarnation {
            let error = Error::new(ErrorKind::Fenced, "a newer start owns these checkpoints");
            return Err(error.with("checkpoints", store.place()));
        }
        let fenced = !faults.planted(Planted::NotFenced);
        for older in 1..if fenced { incarnation } else { 1 } {
            store.rename_folder(&names::live(older), &names::sealed(older)).await?;
        }
        let mut folders = Vec::new();
        for name in store.folders().await? {
            let Some((of, is_sealed)) = names::parse_folder(&name) else { continue };
            if of == incarnation || (of < incarnation && (is_sealed || !fenced)) {
                folders.push((of, name));
            }
        }
        folders.sort_unstable_by(|a, b| b.cmp(a));
        faults.reach("store.seal.after").await?;
        Ok(Self { store, id, incarnation, folders })
    }
}

/// A number that no other start has, by a folder that is never renamed or removed: the folder of the
/// checkpoints itself would not do, because sealing renames it and frees its name.
async fn take_number(store: &dyn CheckpointStore) -> Result<u64> {
    let mut next = newest_number(store).await? + 1;
    while !store.make_folder(&names::number(next)).await? {
        next += 1;
    }
    Ok(next)
}

/// The highest number that was ever taken; 0 if there is none.
async fn newest_number(store: &dyn CheckpointStore) -> Result<u64> {
    Ok(store.folders().await?.iter().filter_map(|n| names::parse_number(n)).max().unwrap_or(0))
}

/// The store's id; a new store is given one.
async fn identify(store: &dyn CheckpointStore, pipeline: &str) -> Result<u128> {
    let unreadable = || {
        Error::new(ErrorKind::Incompatible, "the identity of the checkpoint store cannot be read")
            .with("checkpoints", store.place())
    };
    store.make_folder(IDENTITY).await?;
    if let Some(bytes) = store.read(IDENTITY, IDENTITY_FILE).await? {
        let identity: Identity = serde_json::from_slice(&bytes).map_err(|e| unreadable().because(e))?;
        if identity.pipeline != pipeline {
            return Err(Error::new(ErrorKind::Incompatible, "the checkpoints belong to another pipeline")
                .with("checkpoints", store.place())
                .with("theirs", identity.pipeline)
                .with("this", pipeline));
        }
        return u128::from_str_radix(&identity.store, 16).map_err(|e| unreadable().because(e));
    }
    let id = random_id();
    let identity = Identity { pipeline: pipeline.to_owned(), store: format!("{id:032x}") };
    let bytes = serde_json::to_vec(&identity).map_err(|e| unreadable().because(e))?;
    store.write(IDENTITY, IDENTITY_FILE, bytes).await?;
    Ok(id)
}

/// The standard library seeds its hashers from the system's random numbers.
fn random_id() -> u128 {
    let half = || u128::from(RandomState::new().hash_one(std::process::id()));
    half() << 64 | half()
}

impl fmt::Debug for Owned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owned")
            .field("store", &self.store.place())
            .field("incarnation", &self.incarnation)
            .finish_non_exhaustive()
    }
}
