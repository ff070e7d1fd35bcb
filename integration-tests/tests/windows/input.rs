//! A random job and its input.

use crate::dice::Dice;
use serde::{Deserialize, Serialize};

/// A record; times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) key: u64,
    pub(crate) value: i64,
    pub(crate) at: i64,
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Count,
    Sum,
    Max,
    /// A sum by `reduce_with_inverse`.
    Inverse,
}

#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) splits: Vec<Vec<Item>>,
    pub(crate) what: What,
    pub(crate) size: i64,
    pub(crate) every: i64,
    pub(crate) offset: i64,
    pub(crate) grace: i64,
    pub(crate) delay: i64,
    pub(crate) parallelism: usize,
    pub(crate) chunk: usize,
    /// After how many barriers each process dies.
    pub(crate) deaths: Vec<usize>,
}

impl Input {
    pub(crate) fn random(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let every = dice.between(1, 40);
        // Mostly a multiple, sometimes not, sometimes tumbling.
        let size = match dice.below(4) {
            0 => every,
            1 => every + dice.between(0, 50),
            _ => every * dice.between(2, 8),
        };
        let splits = (0..1 + dice.below(4)).map(|_| split(&mut dice)).collect();
        Self {
            splits,
            what: [What::Count, What::Sum, What::Max, What::Inverse][dice.below(4) as usize],
            size,
            every,
            offset: if dice.once_in(3) { dice.between(0, 30) } else { 0 },
            grace: if dice.once_in(2) { dice.between(0, 60) } else { 0 },
            delay: dice.between(0, 30),
            parallelism: 1 + dice.below(4) as usize,
            chunk: 1 + dice.below(9) as usize,
            deaths: (0..dice.below(3)).map(|_| 1 + dice.below(12) as usize).collect(),
        }
    }
}

/// One split: time goes on unevenly, with disorder, late records, repeated times, gaps and duplicates.
fn split(dice: &mut Dice) -> Vec<Item> {
    let mut now = dice.between(-200, 200);
    let mut items = Vec::<Item>::new();
    for _ in 0..dice.below(60) {
        now += match dice.below(20) {
            0 => dice.between(0, 1_000_000),
            1..8 => 0,
            _ => dice.between(0, 15),
        };
        let back = if dice.once_in(4) { dice.between(0, 150) } else { 0 };
        let item = Item { key: dice.below(6), value: dice.between(-9, 9), at: now - back };
        items.push(item);
        if dice.once_in(10) {
            items.push(item);
        }
    }
    items
}
