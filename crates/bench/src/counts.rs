use hashbrown::HashMap;
use std::collections::VecDeque;

type Map = HashMap<u64, u64, foldhash::fast::RandomState>;

/// What a result adds to the sum that both sides must agree on.
pub(crate) fn mark(start: i64, key: u64, count: u64) -> u64 {
    (count ^ start as u64).wrapping_mul(key + 1)
}

/// Counts by key in windows of time, by hand: one map per distance between two windows; what enters a
/// window is added to a running total, what leaves it is subtracted. Records come in order.
#[derive(Debug)]
pub(crate) struct Counts {
    size: i64,
    every: i64,
    /// The end of the earliest window that has not been counted up.
    end: i64,
    current: Map,
    /// The maps of the present window, for windows that overlap.
    closed: VecDeque<Map>,
    totals: Map,
    spare: Vec<Map>,
    sum: u64,
}

impl Counts {
    /// Windows of `size`, one `every` so often, which divides it.
    pub(crate) fn windows(size: i64, every: i64) -> Self {
        Self {
            size,
            every,
            end: every,
            current: Map::default(),
            closed: VecDeque::new(),
            totals: Map::default(),
            spare: Vec::new(),
            sum: 0,
        }
    }

    /// One window over all of time.
    pub(crate) fn whole() -> Self {
        Self { end: i64::MAX, ..Self::windows(0, 0) }
    }

    #[inline(always)]
    pub(crate) fn add(&mut self, time: i64, key: u64) {
        while time >= self.end {
            self.close();
        }
        *self.current.entry(key).or_insert(0) += 1;
    }

    /// There are no more records.
    pub(crate) fn finish(mut self) -> u64 {
        self.close();
        while self.closed.iter().any(|map| !map.is_empty()) {
            self.close();
        }
        self.sum
    }

    #[inline(never)]
    fn close(&mut self) {
        let start = self.end.wrapping_sub(self.size);
        if self.size == self.every {
            let start = if self.end == i64::MAX { i64::MIN } else { start };
            for (key, count) in self.current.drain() {
                self.sum = self.sum.wrapping_add(mark(start, key, count));
            }
        } else {
            self.enter();
            for (key, count) in &self.totals {
                self.sum = self.sum.wrapping_add(mark(start, *key, *count));
            }
            self.leave();
        }
        self.end = self.end.saturating_add(self.every);
    }

    fn enter(&mut self) {
        for (key, count) in &self.current {
            *self.totals.entry(*key).or_insert(0) += count;
        }
        let next = self.spare.pop().unwrap_or_default();
        self.closed.push_back(std::mem::replace(&mut self.current, next));
    }

    /// What the next window does not have.
    fn leave(&mut self) {
        if (self.closed.len() as i64) < self.size / self.every {
            return;
        }
        let Some(mut left) = self.closed.pop_front() else { return };
        for (key, count) in left.drain() {
            if let hashbrown::hash_map::Entry::Occupied(mut total) = self.totals.entry(key) {
                *total.get_mut() -= count;
                if *total.get() == 0 {
                    total.remove();
                }
            }
        }
        self.spare.push(left);
    }
}
