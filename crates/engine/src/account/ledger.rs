use super::{Cells, Counts, Entry};
use crate::graph::{NodeId, NodeInfo};
use aqueduct_core::{Epoch, Error, EventTime, Reason, Result};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Dead letters are counted by this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LetterKey {
    pub(crate) stage: String,
    pub(crate) reason: Reason,
    pub(crate) rule: String,
}

/// What was counted up to some moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) counts: BTreeMap<NodeId, Counts>,
    pub(crate) letters: BTreeMap<LetterKey, u64>,
}

/// The accounts of all tasks of a pipeline, over all its starts within one `run`.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Books>);

#[derive(Debug, Default)]
struct Books {
    live: Vec<(NodeId, Arc<Cells>)>,
    live_letters: BTreeMap<LetterKey, u64>,
    /// By epoch: what the tasks had counted at its barrier.
    epochs: BTreeMap<Epoch, Page>,
    /// As of the last confirmed epoch of this start.
    confirmed: Page,
    /// Confirmed by earlier starts.
    base: Page,
}

impl Ledger {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new start: what was not confirmed did not happen.
    pub(crate) fn restart(&self) {
        let mut books = self.books();
        let confirmed = std::mem::take(&mut books.confirmed);
        books.base.add(&confirmed);
        books.live.clear();
        books.live_letters.clear();
        books.epochs.clear();
    }

    pub(crate) fn watch(&self, node: NodeId, cells: &Arc<Cells>) {
        self.books().live.push((node, Arc::clone(cells)));
    }

    pub(crate) fn letter(&self, key: &LetterKey) {
        *self.books().live_letters.entry(key.clone()).or_default() += 1;
    }

    /// One task's counts at a barrier.
    pub(crate) fn note(&self, epoch: Epoch, counts: &[(NodeId, Counts)], letters: &BTreeMap<LetterKey, u64>) {
        let mut books = self.books();
        let page = books.epochs.entry(epoch).or_default();
        for (node, counts) in counts {
            *page.counts.entry(*node).or_default() += *counts;
        }
        for (key, n) in letters {
            *page.letters.entry(key.clone()).or_default() += n;
        }
    }

    /// The epoch is confirmed: its counts are what happened.
    pub(crate) fn confirm(&self, epoch: Epoch) {
        let mut books = self.books();
        if let Some(page) = books.epochs.remove(&epoch) {
            books.confirmed = page;
        }
        books.epochs = books.epochs.split_off(&epoch);
    }

    /// What has been confirmed, over all starts.
    pub(crate) fn confirmed(&self) -> Page {
        let books = self.books();
        let mut page = books.base.clone();
        page.add(&books.confirmed);
        page
    }

    /// The lowest watermark that has passed each step's tasks.
    pub(crate) fn watermarks(&self) -> BTreeMap<NodeId, EventTime> {
        let mut lowest = BTreeMap::new();
        for (node, cells) in &self.books().live {
            let low = lowest.entry(*node).or_insert(EventTime::MAX);
            *low = cells.watermark().min(*low);
        }
        lowest
    }

    /// What has been counted, confirmed or not.
    pub(crate) fn live(&self) -> Page {
        let books = self.books();
        let mut page = books.base.clone();
        for (node, cells) in &books.live {
            *page.counts.entry(*node).or_default() += cells.read();
        }
        for (key, n) in &books.live_letters {
            *page.letters.entry(key.clone()).or_default() += n;
        }
        page
    }

    /// Whether the accounts add up at the end of `epoch`: within every step, and from step to step.
    ///
    /// # Errors
    /// Names the step and the two sides that differ.
    pub(crate) fn check(&self, epoch: Epoch, nodes: &[NodeInfo]) -> Result<()> {
        let books = self.books();
        let Some(page) = books.epochs.get(&epoch) else {
            return Ok(());
        };
        let of = |id: NodeId| page.counts.get(&id).copied().unwrap_or_default();
        for node in nodes {
            let counts = of(node.id);
            if !counts.is_balanced() {
                return Err(unbalanced(epoch, node, format!("{counts:?}")));
            }
            if node.parents.is_empty() {
                continue;
            }
            let given: u64 = node.parents.iter().map(|(id, entry)| flow(nodes, of(*id), *id, *entry)).sum();
            if given != counts[Entry::In] {
                return Err(unbalanced(epoch, node, format!("given {given}, got {}", counts[Entry::In])));
            }
        }
        Ok(())
    }
}

/// What node `id` hands to a listener of its output `entry`.
fn flow(nodes: &[NodeInfo], counts: Counts, id: NodeId, entry: Entry) -> u64 {
    let counts_out = nodes.get(id.0).is_some_and(|n| n.counts_out);
    if entry == Entry::Out && !counts_out { counts[Entry::Kept] } else { counts[entry] }
}

fn unbalanced(epoch: Epoch, node: &NodeInfo, sides: String) -> Error {
    Error::internal("the accounts do not add up")
        .with("epoch", epoch)
        .with("step", &node.label)
        .with("counts", sides)
}

impl Page {
    fn add(&mut self, other: &Self) {
        for (node, counts) in &other.counts {
            *self.counts.entry(*node).or_default() += *counts;
        }
        for (key, n) in &other.letters {
            *self.letters.entry(key.clone()).or_default() += n;
        }
    }
}
