use super::{Cells, LetterKey, LetterPolicy, Letters};
use crate::context::Context;
use crate::graph::NodeId;
use crate::hash_of;
use aqueduct_core::{DeadLetter, Error, EventTime, Result};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One running task: the accounts it keeps, the dead letters it made, and the step that panicked.
pub(crate) struct Task {
    /// `None` for steps that have not been opened.
    context: Option<Arc<Context>>,
    cells: Mutex<Vec<(NodeId, Arc<Cells>)>>,
    pub(crate) letters: Letters,
    counted: Mutex<BTreeMap<LetterKey, u64>>,
    blamed: OnceLock<NodeId>,
}

impl Task {
    pub(crate) fn new(context: &Arc<Context>) -> Arc<Self> {
        Arc::new(Self::with(Some(Arc::clone(context)), context.letters))
    }

    pub(crate) fn nobody() -> Arc<Self> {
        Arc::new(Self::with(None, LetterPolicy::Ignore))
    }

    fn with(context: Option<Arc<Context>>, policy: LetterPolicy) -> Self {
        Self {
            context,
            cells: Mutex::default(),
            letters: Letters::new(policy),
            counted: Mutex::default(),
            blamed: OnceLock::new(),
        }
    }

    /// The cells of `node` in this task.
    pub(crate) fn cells(&self, node: NodeId) -> Arc<Cells> {
        let mut all = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cells)) = all.iter().find(|(n, _)| *n == node) {
            return Arc::clone(cells);
        }
        let cells = Arc::<Cells>::default();
        all.push((node, Arc::clone(&cells)));
        if let Some(context) = &self.context {
            context.ledger.watch(node, &cells);
        }
        cells
    }

    /// A watermark has passed the steps of this task.
    pub(crate) fn pass(&self, watermark: EventTime) {
        for (_, cells) in self.cells.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            cells.pass(watermark);
        }
    }

    /// Everything this task has counted so far.
    pub(crate) fn accounts(&self) -> (Vec<(NodeId, super::Counts)>, BTreeMap<LetterKey, u64>) {
        let cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = cells.iter().map(|(node, cells)| (*node, cells.read())).collect();
        (counts, self.counted.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Takes a dead letter that step `node` made, and fills in what the engine knows.
    pub(crate) fn letter(&self, node: NodeId, mut letter: DeadLetter) {
        let Some(context) = &self.context else { return };
        letter.pipeline.clone_from(&context.pipeline);
        letter.incarnation = context.incarnation;
        letter.stage = context.label(node).to_owned();
        letter.time = context.clock.now();
        let key = LetterKey { stage: letter.stage.clone(), reason: letter.reason, rule: letter.rule.clone() };
        context.ledger.letter(&key);
        *self.counted.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
        self.letters.add(letter);
    }

    /// Coordinates for a record whose batch has none: the step, its time, and its content.
    pub(crate) fn place(&self, node: NodeId, time: EventTime, payload: &[u8]) -> String {
        let step = self.context.as_ref().map_or("", |c| c.label(node));
        format!("{step} {time} #{:016x}", hash_of(payload))
    }

    pub(crate) fn blame(&self, node: NodeId) {
        let _ = self.blamed.set(node);
    }

    /// The step whose closure panicked.
    pub(crate) fn blamed(&self) -> Option<&str> {
        Some(self.context.as_ref()?.label(*self.blamed.get()?))
    }

    /// # Errors
    /// What a step has noted since the last look.
    pub(crate) fn check(&self) -> Result<()> {
        self.letters.error().map_or(Ok(()), Err::<(), Error>)
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("blamed", &self.blamed.get()).finish_non_exhaustive()
    }
}
