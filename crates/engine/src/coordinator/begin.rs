use super::choose::choose;
use super::source_book::SourceBook;
use crate::checkpoint::{Archive, Manifest, Owned, SourceEntry, Stored};
use crate::graph::Graph;
use crate::options::Options;
use crate::state::Recovered;
use aqueduct_core::fault::Planted;
use aqueduct_core::{Boundedness, Delivery, Epoch, EventTime, Result, Run};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a start has found and settled before any task is built.
pub(super) struct Beginning {
    pub(super) archive: Archive,
    pub(super) sources: Vec<SourceBook>,
    pub(super) recovered: Recovered,
    /// The epoch that the first one of this start follows.
    pub(super) parent: Epoch,
    /// An earlier run had finished and this one was not asked to go on.
    pub(super) finished: bool,
    /// Whether there are positions to acknowledge once more.
    pub(super) resumed: bool,
}

/// The order of a start: own the store, claim every sink, choose, publish again, sweep, discover.
///
/// # Errors
/// A transient one is worth another start; nothing has been read or written yet.
pub(super) async fn begin(graph: &Graph, options: &Options) -> Result<Beginning> {
    let owned = Owned::begin(Arc::clone(&options.store), &graph.name, &options.faults).await?;
    let archive = Archive::new(owned, options.faults.clone());
    let runs: Vec<_> = graph.sinks.iter().map(|s| run_of(graph, options, &archive, s.name())).collect();
    let mut markers = Vec::with_capacity(runs.len());
    for (sink, run) in graph.sinks.iter().zip(&runs) {
        options.faults.reach("sink.claim.before").await?;
        markers.push(sink.claim(run).await.map_err(|e| e.with("sink", sink.name()))?);
    }
    options.faults.reach("sink.claim.after").await?;
    let newest = options.faults.planted(Planted::NewestChosen);
    let chosen = choose(archive.all().await?, &graph.sinks, &markers, newest)?;
    let parent = chosen.as_ref().map(|s| s.manifest.epoch);
    let finished = chosen.as_ref().is_some_and(|s| s.manifest.finished);
    if let Some(stored) = &chosen {
        report_changes(graph, &stored.manifest);
        publish_again(graph, options, &archive, stored).await?;
    }
    if !options.faults.planted(Planted::NotSwept) {
        for (sink, run) in graph.sinks.iter().zip(&runs) {
            options.faults.reach("sink.sweep.before").await?;
            sink.sweep(run).await.map_err(|e| e.with("sink", sink.name()))?;
        }
    }
    let resumed = chosen.is_some();
    let again = finished && options.again;
    let sources = sources(graph, options, chosen.as_ref(), again).await?;
    let recovered = match &chosen {
        Some(stored) if !again => Recovered::new(archive.state(stored).await?, options.faults.clone()),
        _ => Recovered::default(),
    };
    let parent = match parent {
        Some(epoch) => epoch,
        None => checkpoint_zero(graph, &archive, &sources).await?,
    };
    Ok(Beginning { archive, sources, recovered, parent, finished: finished && !again, resumed })
}

fn run_of(graph: &Graph, options: &Options, archive: &Archive, sink: &str) -> Run {
    Run {
        pipeline: graph.name.clone(),
        sink: sink.to_owned(),
        store: archive.id(),
        incarnation: archive.incarnation(),
        patience: options.patience(),
        faults: options.faults.clone(),
    }
}

/// The chosen epoch may have been stored and committed without having been published.
async fn publish_again(graph: &Graph, options: &Options, archive: &Archive, stored: &Stored) -> Result<()> {
    if options.faults.planted(Planted::NotPublishedAgain) {
        return Ok(());
    }
    for sink in graph.sinks.iter().filter(|s| s.delivery() != Delivery::Transactional) {
        let Some(entry) = stored.manifest.sinks.iter().find(|e| e.name == sink.name()) else {
            continue;
        };
        options.faults.reach("publish.again.before").await?;
        let published = sink.publish(stored.manifest.epoch, entry.watermark, &entry.commits).await;
        published.map_err(|e| e.with("sink", sink.name()))?;
    }
    archive.confirm_stored(stored).await
}

/// The books of all sources: with the stored positions, and with what can be read besides them.
async fn sources(
    graph: &Graph,
    options: &Options,
    chosen: Option<&Stored>,
    again: bool,
) -> Result<Vec<SourceBook>> {
    let mut books = Vec::with_capacity(graph.sources.len());
    for source in &graph.sources {
        let entry = chosen.and_then(|s| s.manifest.sources.iter().find(|e| e.name == source.name()));
        let mut entry: Option<SourceEntry> = entry.cloned();
        if let Some(entry) = &mut entry
            && options.faults.planted(Planted::WatermarkGoesBack)
        {
            entry.watermark = EventTime::MIN;
            entry.splits.iter_mut().for_each(|s| s.high = EventTime::MIN);
        }
        let first = entry.is_none();
        // A checkpoint of a bounded run under one that is not, or the reverse: the ends in its splits are not those
        // of this run.
        let bounded = source.boundedness() == Boundedness::Bounded;
        let end_anew = entry.as_ref().is_some_and(|entry| entry.bounded != bounded);
        let mut book = SourceBook::new(Arc::clone(source), entry);
        options.faults.reach("source.discover.before").await?;
        let ended = if again || end_anew { Vec::new() } else { book.ended() };
        let found = source.discover(first, &ended).await.map_err(|e| e.with("source", source.name()))?;
        match (again, end_anew) {
            (true, _) => book.again(found)?,
            (false, true) => book.end_anew(found)?,
            (false, false) => book.found(found, true),
        }
        books.push(book);
    }
    Ok(books)
}

/// Before anything is ever read, the start positions are written down: a crash before the first epoch
/// must not move them. It lists no sinks, so it is the one to choose for a sink without progress.
async fn checkpoint_zero(graph: &Graph, archive: &Archive, sources: &[SourceBook]) -> Result<Epoch> {
    let epoch = Epoch { incarnation: archive.incarnation(), n: 0 };
    let manifest = Manifest {
        pipeline: graph.name.clone(),
        epoch,
        hash_version: crate::HASH_VERSION,
        finished: false,
        sources: sources.iter().map(SourceBook::entry_as_stored).collect(),
        steps: Vec::new(),
        sinks: Vec::new(),
    };
    archive.write_manifest(&manifest).await?;
    Ok(epoch)
}

/// What the checkpoint holds and the pipeline has no place for is said, not silently dropped.
fn report_changes(graph: &Graph, manifest: &Manifest) {
    let known: BTreeMap<&str, ()> = graph.nodes.iter().map(|n| (n.label.as_str(), ())).collect();
    let steps = manifest.steps.iter().map(|s| ("step", &s.name));
    let sources = manifest.sources.iter().map(|s| ("source", &s.name));
    for (what, name) in steps.chain(sources).filter(|(_, name)| !known.contains_key(name.as_str())) {
        tracing::warn!(pipeline = graph.name, %name, "The checkpoint holds a {what} that the pipeline no longer has");
    }
}
