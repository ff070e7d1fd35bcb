use aqueduct_core::{Error, ErrorKind, EventTime, Result};
use aqueduct_engine::{Restored, group_of};

/// What a step goes on from: the watermark of the checkpoint, or the beginning of time.
pub(crate) fn watermark_of(restored: Option<&Restored>) -> EventTime {
    restored.map_or(EventTime::MIN, |r| r.watermark)
}

/// Calls `put` with every entry of the checkpoint and the hash of its key, which `hash` computes anew.
///
/// # Errors
/// `Incompatible` when a key belongs to another group now: parts of it would be in two places.
pub(crate) fn recover<E: serde::de::DeserializeOwned>(
    restored: Option<Restored>,
    step: &str,
    hash: impl Fn(&E) -> u64,
    mut put: impl FnMut(u64, E) -> Result<()>,
) -> Result<()> {
    let Some(restored) = restored else {
        return Ok(());
    };
    restored.each(|group, entry: E| {
        let hash = hash(&entry);
        if group_of(hash) != group {
            return Err(moved(step, group, group_of(hash)));
        }
        put(hash, entry)
    })
}

fn moved(step: &str, saved: u64, now: u64) -> Error {
    Error::new(ErrorKind::Incompatible, "a saved key belongs to another group now: its `Hash` has changed")
        .with("step", step)
        .with("saved in", saved)
        .with("now in", now)
}
