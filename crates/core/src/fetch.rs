use crate::{DeadLetter, Error, Origins, Record, Split, SplitId};
use std::fmt;
use std::sync::Arc;

/// What a reader found.
pub enum Fetch<T, S: Split> {
    /// Records of one split, in its order.
    Batch {
        /// The decoded records. May be empty, when all were rejected or skipped.
        records: Vec<Record<T>>,
        /// Size of their payloads in bytes. It is charged to the queues on the way and shared among
        /// what the records become.
        bytes: usize,
        /// Coordinates of `records`, for dead letters.
        origins: Arc<dyn Origins>,
        /// Messages that could not be decoded, with their coordinates.
        rejected: Vec<DeadLetter>,
        /// Messages that the decoder skipped: tombstones, by choice. They are accounted for as filtered.
        skipped: usize,
        /// The split to open in order to continue right after this batch.
        resume: S,
    },
    /// These splits, if any, were seen at their end (an end-of-partition event, zero lag, the last id); not
    /// merely found empty.
    Idle(Vec<SplitId>),
    /// This split was closed by an error; the reader goes on with the others. After a transient error
    /// the engine adds the split again at its last `resume`, with backoff; any other stops the run.
    Failed(SplitId, Error),
    /// This split will never yield anything again.
    End(SplitId),
}

impl<T, S: Split> fmt::Debug for Fetch<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Batch { records, bytes, rejected, skipped, resume, .. } => f
                .debug_struct("Batch")
                .field("records", &records.len())
                .field("bytes", bytes)
                .field("rejected", &rejected.len())
                .field("skipped", skipped)
                .field("resume", resume)
                .finish_non_exhaustive(),
            Self::Idle(splits) => f.debug_tuple("Idle").field(splits).finish(),
            Self::Failed(split, error) => f.debug_tuple("Failed").field(split).field(error).finish(),
            Self::End(split) => f.debug_tuple("End").field(split).finish(),
        }
    }
}
