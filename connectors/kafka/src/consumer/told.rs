use super::gate::Charge;
use crate::split::KafkaSplit;
use aqueduct_core::{DeadLetter, Error, EventTime, Origins, Record, SplitId};
use std::sync::Arc;

/// What a consumer tells its reader, in the order of each split.
pub(crate) enum Told<T> {
    Batch(Batch<T>),
    /// The split was seen at its end.
    AtEnd(SplitId),
    /// Nothing follows.
    End(SplitId),
    /// The split is no longer read.
    Failed(SplitId, Error),
    /// Nothing is read any more, and the consumer is closed.
    Broken(Error),
}

/// Records of one split.
pub(crate) struct Batch<T> {
    pub(crate) id: SplitId,
    pub(crate) records: Vec<Record<T>>,
    pub(crate) bytes: usize,
    pub(crate) origins: Arc<dyn Origins>,
    pub(crate) rejected: Vec<DeadLetter>,
    pub(crate) skipped: usize,
    pub(crate) resume: KafkaSplit,
    /// The broker's time of the last message.
    pub(crate) newest: Option<EventTime>,
    /// Dropped when the batch is handed out, which makes room for another.
    pub(crate) charge: Charge,
}

impl<T> Told<T> {
    /// The split it is about.
    pub(crate) fn id(&self) -> Option<&SplitId> {
        match self {
            Self::Batch(batch) => Some(&batch.id),
            Self::AtEnd(id) | Self::End(id) | Self::Failed(id, _) => Some(id),
            Self::Broken(_) => None,
        }
    }
}
