use crate::checkpoint::Stored;
use crate::sink::AnySink;
use aqueduct_core::{Delivery, Epoch, Error, ErrorKind, Result};
use std::sync::Arc;

/// Which checkpoint a start continues from; `None` for a new pipeline. `all` is newest first, `markers`
/// is what each sink holds.
///
/// With a transactional sink it is the one that its marker names, never simply the newest: a newer one
/// may have been stored without having been committed.
///
/// # Errors
/// `Incompatible`, saying what can be done; there is no automatic way back to an older one.
pub(super) fn choose(
    all: Vec<Stored>,
    sinks: &[Arc<dyn AnySink>],
    markers: &[Option<Epoch>],
    newest: bool,
) -> Result<Option<Stored>> {
    let transactional = sinks.iter().zip(markers).find(|(s, _)| s.delivery() == Delivery::Transactional);
    let chosen = match transactional {
        Some((sink, marker)) if !newest => by_marker(all, sink.name(), *marker)?,
        _ => all.into_iter().next(),
    };
    if let Some(stored) = &chosen {
        nothing_left_behind(stored, sinks)?;
    }
    Ok(chosen)
}

fn by_marker(all: Vec<Stored>, sink: &str, marker: Option<Epoch>) -> Result<Option<Stored>> {
    let had_some = !all.is_empty();
    let lists = |s: &Stored| s.manifest.sinks.iter().any(|e| e.name == sink);
    let found = match marker {
        Some(epoch) => all.into_iter().find(|s| s.manifest.epoch == epoch),
        // It has never committed: whatever lists it was stored and not committed.
        None => all.into_iter().find(|s| !lists(s)),
    };
    match (found, marker) {
        (Some(stored), _) => Ok(Some(stored)),
        (None, None) if !had_some => Ok(None),
        (None, Some(epoch)) => {
            Err(Error::new(ErrorKind::Incompatible, "the sink holds an epoch that no checkpoint is of")
                .with("sink", sink)
                .with("epoch", epoch)
                .with(
                    "choose",
                    "restore the checkpoints that belong to it, or give the pipeline or the sink a new name",
                ))
        }
        (None, None) => Err(Error::new(
            ErrorKind::Incompatible,
            "the sink has no progress, but every checkpoint counts on it",
        )
        .with("sink", sink)
        .with("choose", "restore the sink's progress table, or give the sink a new name")),
    }
}

/// Work that was prepared for a sink which is gone would never be published.
fn nothing_left_behind(stored: &Stored, sinks: &[Arc<dyn AnySink>]) -> Result<()> {
    let gone = |name: &str| sinks.iter().all(|s| s.name() != name);
    let left = stored.manifest.sinks.iter().find(|e| !e.commits.is_empty() && gone(&e.name));
    match left {
        Some(entry) if !stored.confirmed => {
            Err(Error::new(ErrorKind::Incompatible, "a sink was removed while it had work to publish")
                .with("sink", &entry.name)
                .with("epoch", stored.manifest.epoch)
                .with("choose", "run once more with the sink and stop cleanly, then remove it"))
        }
        _ => Ok(()),
    }
}
