use crate::flow::{BATCH, Cursor, Origin};
use aqueduct_core::Record;

/// A write is due at this many bytes, whatever the number of rows.
const LARGE: usize = 1 << 20;

/// Rows waiting to be written, and where each came from.
pub(super) struct Pending<T> {
    pub(super) rows: Vec<Record<T>>,
    /// For each row its number in the batch it was in.
    index: Vec<u32>,
    /// For each of those batches the number of its first row here.
    segments: Vec<(usize, Origin)>,
    bytes: usize,
    /// Rows of the present batch begin here.
    begun: usize,
}

impl<T> Pending<T> {
    pub(super) fn new() -> Self {
        Self { rows: Vec::with_capacity(BATCH), index: Vec::new(), segments: Vec::new(), bytes: 0, begun: 0 }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, record: Record<T>, cursor: &Cursor) {
        self.bytes += cursor.share();
        self.index.push(cursor.index());
        self.rows.push(record);
    }

    /// The input batch is over.
    pub(super) fn pause(&mut self, cursor: &Cursor) {
        if self.rows.len() > self.begun {
            self.segments.push((self.begun, cursor.origin()));
            self.begun = self.rows.len();
        }
    }

    pub(super) fn is_due(&self) -> bool {
        self.rows.len() >= BATCH || self.bytes >= LARGE
    }

    /// The bytes of the first `taken` of `rows` rows, which count no longer.
    pub(super) fn take_bytes(&mut self, taken: usize, rows: usize) -> u64 {
        let share = (self.bytes * taken).checked_div(rows).unwrap_or(0);
        self.bytes -= share;
        share as u64
    }

    /// Coordinates and source of the row that was `nth`.
    pub(super) fn origin(&self, nth: usize) -> Option<(String, String)> {
        let segment = self.segments.partition_point(|(from, _)| *from <= nth).checked_sub(1)?;
        let origin = &self.segments[segment].1;
        Some((origin.coordinates(*self.index.get(nth)?)?, origin.source().to_owned()))
    }

    /// The first `n` rows are gone.
    pub(super) fn drop_origins(&mut self, n: usize) {
        self.index.drain(..n.min(self.index.len()));
        if self.rows.is_empty() {
            self.segments.clear();
            (self.bytes, self.begun) = (0, 0);
            self.index.clear();
            return;
        }
        let first = self.segments.partition_point(|(from, _)| *from <= n).saturating_sub(1);
        self.segments.drain(..first);
        for (from, _) in &mut self.segments {
            *from = from.saturating_sub(n);
        }
        self.begun = self.begun.saturating_sub(n);
    }
}
