use super::page::Page;
use crate::split::KafkaSplit;
use aqueduct_core::{Split, SplitId};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// A partition that is being read.
pub(super) struct Slot<T> {
    /// Its `next` is behind the last message that was decoded.
    pub(super) split: KafkaSplit,
    pub(super) id: SplitId,
    pub(super) topic: Arc<str>,
    pub(super) page: Page<T>,
    /// When the first message of the page came.
    pub(super) began: Instant,
    /// The `next` that the reader was told last.
    pub(super) told: i64,
    pub(super) held: bool,
    pub(super) paused: bool,
    /// Bytes that were handed to the reader and not taken by the pipeline yet.
    pub(super) queued: Arc<AtomicUsize>,
    /// It was seen at its end, and nothing came since.
    pub(super) at_end: bool,
    /// A partition of this number was seen at its end, and it may have been another topic's.
    pub(super) maybe_at_end: bool,
    /// The end at which it was seen; behind it there may only be what is no record.
    pub(super) seen: i64,
    /// When it last came on, or was known to have nothing to read.
    pub(super) progress: Instant,
    /// Where it stood when it was silent although there was more to read.
    pub(super) suspected: Option<i64>,
}

impl<T> Slot<T> {
    pub(super) fn new(split: KafkaSplit, held: bool) -> Self {
        let (topic, now) = (Arc::<str>::from(&*split.topic), Instant::now());
        Self {
            id: split.id(),
            page: Page::new(&topic, split.partition, 0),
            topic,
            began: now,
            told: split.next,
            held,
            paused: false,
            queued: Arc::default(),
            at_end: false,
            maybe_at_end: false,
            seen: split.next,
            progress: now,
            suspected: None,
            split,
        }
    }

    /// The topic and the partition.
    pub(super) fn partition(&self) -> (&str, i32) {
        (&self.topic, self.split.partition)
    }

    /// Up to where all records have been decoded.
    pub(super) fn reached(&self) -> i64 {
        self.split.next.max(self.seen)
    }

    pub(super) fn queued(&self) -> usize {
        self.queued.load(Ordering::Acquire)
    }

    /// Takes the page out, for another that may become as large.
    pub(super) fn turn_page(&mut self) -> Page<T> {
        let fresh = Page::new(&self.topic, self.split.partition, self.page.records.len());
        self.told = self.split.next;
        self.progress = Instant::now();
        self.suspected = None;
        std::mem::replace(&mut self.page, fresh)
    }
}
