use super::{Panes, Part};
use crate::shape::Slices;
use aqueduct_core::EventTime;
use aqueduct_engine::Key;

/// A table is judged at this many keys, and again whenever it has doubled, up to the largest.
const JUDGED: usize = 32 * 1024;
const LARGEST: usize = 256 * 1024;
/// How many rows go straight through after tables that did not pay.
const BYPASS: usize = 1024 * 1024;
/// Fewer rows than this prove nothing.
const PROBE: usize = 1024;

/// Aggregation before the exchange: gathers within the subtask, and sends what it has when a window needs
/// it, when it is too much, or at a barrier.
///
/// It pays where many rows share a key, above all with keys that are costly to make and with a single hot
/// one. Where it does not, rows pass it by for a while.
pub(crate) struct Parts<K, A> {
    slices: Slices,
    pub(crate) panes: Panes<K, A>,
    /// Rows gathered since the tables were last judged.
    pub(crate) rows: usize,
    /// Keys that were here already then.
    kept: usize,
    limit: usize,
    /// Rows and keys when the limit was last raised.
    raised: (usize, usize),
    bypass: usize,
}

impl<K: Key, A> Parts<K, A> {
    pub(crate) fn new(slices: Slices) -> Self {
        Self { slices, panes: Panes::new(slices), rows: 0, kept: 0, limit: JUDGED, raised: (0, 0), bypass: 0 }
    }

    /// Whether the next `records` go straight through.
    pub(crate) fn bypasses(&mut self, records: usize) -> bool {
        let bypasses = self.bypass > 0;
        self.bypass = self.bypass.saturating_sub(records);
        bypasses
    }

    /// A batch is over: sends everything if it has become too much, unless it will soon hold all the keys
    /// there are.
    pub(crate) fn pause(&mut self, send: impl FnMut(Part<K, A>)) {
        let keys = self.panes.size().keys;
        if keys < self.limit {
            return;
        }
        let keys = keys - self.kept;
        if self.limit < LARGEST && self.expected(keys) <= LARGEST {
            self.limit *= 2;
            self.raised = (self.rows, keys);
        } else {
            self.send_all(send);
        }
    }

    /// How many keys there are in all, guessed from how often rows have met a key that was there since the
    /// limit was raised: with so many of `n` keys at hand, that share of the rows does.
    fn expected(&self, keys: usize) -> usize {
        let (rows, before) = (self.rows - self.raised.0, self.raised.1.min(keys));
        let met = rows.saturating_sub(keys - before);
        ((before + keys) / 2).saturating_mul(rows) / met.max(1)
    }

    /// Sends what the windows need that fire at `watermark`, once it has reached the others.
    pub(crate) fn send_due(&mut self, watermark: EventTime, send: impl FnMut(Part<K, A>)) {
        self.send(self.slices.passed(watermark), send);
    }

    /// Sends everything: a checkpoint finds all state behind the exchange.
    pub(crate) fn send_all(&mut self, send: impl FnMut(Part<K, A>)) {
        self.send(i128::MAX, send);
    }

    fn send(&mut self, end: i128, mut send: impl FnMut(Part<K, A>)) {
        if self.panes.next_end().is_none_or(|first| first > end) {
            return;
        }
        self.judge();
        while let Some(pane) = self.panes.take(end) {
            let (start, mut table) = (pane.start, pane.table);
            let len = table.len();
            for cell in table.drain() {
                send(Part { hash: cell.hash, pane: start, missed: 0, key: cell.key, acc: cell.value });
            }
            self.panes.recycle(table, len);
        }
        self.panes.rest();
        self.kept = self.panes.size().keys;
    }

    /// Judges, when tables leave, whether they were worth having.
    fn judge(&mut self) {
        if self.rows >= PROBE && self.panes.size().keys - self.kept > self.rows / 2 {
            self.bypass = BYPASS;
        }
        (self.rows, self.limit, self.raised) = (0, JUDGED, (0, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Shape;
    use crate::{Sliding, Tumbling};
    use aqueduct_engine::hash_of;
    use std::time::Duration;

    fn parts(shape: impl Into<Shape>) -> Parts<u64, u64> {
        Parts::new(shape.into().slices().unwrap())
    }

    fn add(parts: &mut Parts<u64, u64>, time: i64, keys: impl IntoIterator<Item = u64>) {
        for key in keys {
            parts.panes.seek(time);
            parts.panes.table().add(hash_of(&key), &key, || 1, |n| *n += 1);
            parts.rows += 1;
        }
    }

    fn second() -> Tumbling {
        Tumbling::of(Duration::from_secs(1))
    }

    #[test]
    fn rows_pass_by_for_a_while_when_hardly_two_share_a_key() {
        let mut parts = parts(second());
        add(&mut parts, 0, 0..40_000);
        let mut sent = 0;
        parts.pause(|_| sent += 1);
        assert_eq!(sent, 40_000);
        assert!((0..BYPASS / 256).all(|_| parts.bypasses(256)) && !parts.bypasses(256));
    }

    /// Rows with evenly spread keys, in batches: how many parts leave before the end.
    fn leave_early(rows: u64, keys: u64) -> usize {
        let (mut parts, mut sent) = (parts(second()), 0);
        for from in (0..rows).step_by(1000) {
            add(&mut parts, 0, (from..from + 1000).map(|row| hash_of(&row) % keys));
            parts.pause(|_| sent += 1);
        }
        sent
    }

    #[test]
    fn a_table_grows_where_it_will_soon_hold_all_keys() {
        assert_eq!(leave_early(1_000_000, 50_000), 0);
        assert_eq!(leave_early(1_000_000, 200_000), 0);
        assert!(leave_early(100_000, 1_000_000) > 30_000);
    }

    #[test]
    fn a_table_does_not_grow_for_keys_that_come_once() {
        let mut parts = parts(second());
        for _ in 0..10 {
            add(&mut parts, 0, 0..40_000);
        }
        parts.pause(|_| unreachable!("ten rows a key"));
        add(&mut parts, 0, 40_000..70_000);
        let mut sent = 0;
        parts.pause(|_| sent += 1);
        assert_eq!(sent, 70_000);
        assert!(!parts.bypasses(1), "six rows a key: it was worth having");
    }

    #[test]
    fn panes_that_wait_for_the_watermark_do_not_count_twice() {
        // Ten rows a key and pane, and six panes always open: it pays, whatever is still here.
        let shape = Sliding::of(Duration::from_micros(100)).every(Duration::from_micros(10));
        let mut parts = parts(shape);
        for pane in 0..50 {
            for _ in 0..10 {
                add(&mut parts, pane * 10, 0..500);
            }
            parts.send_due(EventTime::from_micros(pane * 10 - 50), drop);
            assert!(!parts.bypasses(1), "at pane {pane}");
        }
    }

    #[test]
    fn what_no_window_needs_yet_stays() {
        let mut parts = parts(second());
        add(&mut parts, 999_999, [1]);
        add(&mut parts, 1_000_000, [1, 2]);
        let mut sent = Vec::new();
        parts.send_due(EventTime::from_micros(999_999), |part| sent.push(part.pane));
        parts.send_due(EventTime::from_secs(1), |part| sent.push(part.pane));
        assert_eq!(sent, [0]);
        parts.send_all(|part| sent.push(part.pane));
        assert_eq!(sent, [0, 1_000_000, 1_000_000]);
    }
}
