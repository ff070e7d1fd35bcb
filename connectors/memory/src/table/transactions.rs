use aqueduct_core::{Epoch, Error, ErrorKind, Record, Result, Run};
use std::collections::BTreeMap;

/// Open transactions, and how far each sink has come.
pub(crate) struct Transactions<T> {
    open: BTreeMap<TransactionId, Vec<Record<T>>>,
    begun: u64,
    /// By pipeline and sink.
    progress: BTreeMap<(String, String), Progress>,
}

/// Names an open transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TransactionId(u64);

/// From the epoch committed last to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) parent: Option<Epoch>,
    pub(crate) epoch: Epoch,
}

/// The row that is changed in every transaction, together with the rows.
struct Progress {
    store: u128,
    /// The incarnation that may commit.
    owner: u64,
    epoch: Option<Epoch>,
}

impl<T> Transactions<T> {
    /// Makes `run` the owner and says what was committed last.
    ///
    /// # Errors
    /// `Incompatible` for another checkpoint store, `Fenced` when a newer incarnation is the owner.
    pub(crate) fn claim(&mut self, run: &Run) -> Result<Option<Epoch>> {
        let fresh = Progress { store: run.store, owner: run.incarnation, epoch: None };
        let progress = self.progress.entry(key(run)).or_insert(fresh);
        if progress.store != run.store {
            let error =
                Error::new(ErrorKind::Incompatible, "the progress belongs to another checkpoint store");
            let error = error.with("stored", format!("{:032x}", progress.store));
            return Err(error.with("store", format!("{:032x}", run.store)));
        }
        if progress.owner > run.incarnation {
            return Err(fenced(progress, run));
        }
        progress.owner = run.incarnation;
        Ok(progress.epoch)
    }

    /// The marker, for its owner.
    ///
    /// # Errors
    /// `Fenced` when `run` is not the owner.
    pub(crate) fn own_marker(&self, run: &Run) -> Result<Option<Epoch>> {
        match self.progress.get(&key(run)) {
            Some(progress) if progress.owner == run.incarnation => Ok(progress.epoch),
            Some(progress) => Err(fenced(progress, run)),
            None => Err(Error::internal("the sink was not claimed")),
        }
    }

    pub(crate) fn begin(&mut self) -> TransactionId {
        let id = TransactionId(self.begun);
        self.begun += 1;
        self.open.insert(id, Vec::new());
        id
    }

    /// Adds rows to an open transaction.
    pub(crate) fn add(&mut self, id: TransactionId, rows: Vec<Record<T>>) {
        self.open.entry(id).or_default().extend(rows);
    }

    /// Takes the rows of an open transaction, which stays open.
    pub(crate) fn take(&mut self, id: TransactionId) -> Vec<Record<T>> {
        self.open.get_mut(&id).map(std::mem::take).unwrap_or_default()
    }

    /// Ends a transaction without an effect.
    pub(crate) fn roll_back(&mut self, id: TransactionId) {
        self.open.remove(&id);
    }

    /// Moves the marker a step on and the transaction's rows to `rows`, in one.
    ///
    /// # Errors
    /// `Fenced` when another incarnation is the owner, `Incompatible` when the marker is elsewhere.
    pub(crate) fn commit(
        &mut self,
        run: &Run,
        step: Step,
        id: Option<TransactionId>,
        rows: &mut Vec<Record<T>>,
    ) -> Result<()> {
        let marker = self.own_marker(run)?;
        if marker != step.parent {
            let error = Error::new(ErrorKind::Incompatible, "the marker is not at the epoch before");
            return Err(error
                .with("epoch", step.epoch)
                .with("marker", text(marker))
                .with("parent", text(step.parent)));
        }
        if let Some(progress) = self.progress.get_mut(&key(run)) {
            progress.epoch = Some(step.epoch);
        }
        if let Some(id) = id {
            rows.append(&mut self.open.remove(&id).unwrap_or_default());
        }
        Ok(())
    }

    pub(crate) fn marker(&self, pipeline: &str, sink: &str) -> Option<Epoch> {
        self.progress.get(&(pipeline.to_owned(), sink.to_owned()))?.epoch
    }

    /// A name for each open transaction.
    pub(crate) fn open(&self) -> impl Iterator<Item = String> {
        self.open.keys().map(|id| format!("transaction {}", id.0))
    }
}

fn key(run: &Run) -> (String, String) {
    (run.pipeline.clone(), run.sink.clone())
}

fn text(marker: Option<Epoch>) -> String {
    marker.map_or_else(|| "none".to_owned(), |epoch| epoch.to_string())
}

fn fenced(progress: &Progress, run: &Run) -> Error {
    let error = Error::new(ErrorKind::Fenced, "another incarnation owns the table");
    error.with("owner", progress.owner).with("incarnation", run.incarnation)
}

impl<T> Default for Transactions<T> {
    fn default() -> Self {
        Self { open: BTreeMap::new(), begun: 0, progress: BTreeMap::new() }
    }
}
