use super::LateChoice;
use super::late::Late;
use crate::shape::{Slices, Verdict};
use aqueduct_core::{Error, EventTime, Record, Result};
use aqueduct_engine::{Cursor, Entry, Opening, Signal, Tally};
use futures_util::future::BoxFuture;

/// The first half of a window step: judges records, and keeps account of them.
pub(crate) struct Arrivals<T> {
    slices: Slices,
    cursor: Cursor,
    pub(crate) tally: Tally,
    late: Late<T>,
    /// The last watermark. After a restart the sources repeat theirs before any record.
    floor: EventTime,
    /// Records of the batch that were not late, and those of them that missed windows.
    kept: u64,
    missed: u64,
    /// Waits for the end of the batch.
    pub(crate) error: Option<Error>,
}

impl<T: Send + 'static> Arrivals<T> {
    /// For the stage that is being built.
    pub(crate) fn open(
        at: &mut Opening<'_>,
        slices: Slices,
        mut tally: Tally,
        late: LateChoice<T>,
    ) -> Result<Self> {
        tally.open(at);
        let cursor = at.cursor();
        let late = late.open(at, &cursor)?;
        Ok(Self { slices, cursor, tally, late, floor: EventTime::MIN, kept: 0, missed: 0, error: None })
    }

    /// Goes on from the watermark of a checkpoint.
    pub(crate) fn resume(&mut self, watermark: EventTime) {
        self.floor = watermark;
    }

    /// What the current record is judged by.
    #[inline(always)]
    pub(crate) fn judge(&self) -> EventTime {
        self.cursor.judge().max(self.floor)
    }

    /// Bytes to charge for the current record.
    pub(crate) fn share(&self) -> usize {
        self.cursor.share()
    }

    /// So many records count in all of their windows.
    pub(crate) fn keep(&mut self, records: usize) {
        self.kept += records as u64;
    }

    /// A record for which windows have fired: gives it back with how many, or takes it if it was all.
    #[cold]
    #[inline(never)]
    pub(crate) fn behind(&mut self, record: Record<T>, judge: EventTime) -> Option<(Record<T>, u64)> {
        match self.slices.verdict(record.time.micros(), judge) {
            Verdict::Late => {
                self.tally.count(Entry::In, 1);
                self.late.take(record, &self.tally);
                None
            }
            Verdict::Missed(missed) => {
                self.kept += 1;
                self.missed += 1;
                Some((record, missed))
            }
        }
    }

    /// The batch is over.
    pub(crate) fn pause(&mut self) -> Result<()> {
        self.tally.count(Entry::In, self.kept);
        self.tally.count(Entry::Kept, self.kept);
        self.tally.count(Entry::Missed, self.missed);
        (self.kept, self.missed) = (0, 0);
        self.late.pause()?;
        self.error.take().map_or(Ok(()), Err)
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> Result<()> {
        if let Signal::Watermark(watermark) = signal {
            self.floor = self.floor.max(watermark);
        }
        self.late.signal(signal)
    }

    pub(crate) fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.late.flush()
    }
}
