use crate::shape::{Shape, Slices};
use crate::{Sliding, Tumbling};
use proptest::prelude::*;
use std::time::Duration;

/// The shape and the surroundings of a run, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    pub(super) size: i64,
    pub(super) every: i64,
    pub(super) offset: i64,
    pub(super) grace: i64,
    pub(super) delay: i64,
    pub(super) subtasks: usize,
    /// Without local tables, as with one subtask.
    pub(super) direct: bool,
}

impl Params {
    pub(super) fn slices(&self) -> Slices {
        let micros = |n: i64| Duration::from_micros(n.unsigned_abs());
        let (size, offset, grace) = (micros(self.size), micros(self.offset), micros(self.grace));
        let shape: Shape = if self.size == self.every {
            Tumbling::of(size).offset(offset).grace(grace).into()
        } else {
            Sliding::of(size).every(micros(self.every)).offset(offset).grace(grace).into()
        };
        shape.slices().unwrap()
    }
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    /// A record of this split: its time is so far from where the script has come to.
    Record { split: usize, ahead: i64, key: u8, value: i64 },
    /// A record at an end of time, or near 1970.
    At { split: usize, time: i64, key: u8, value: i64 },
    /// The script's time goes on.
    Go(i64),
    /// A subtask forwards the watermark of its splits.
    Forward(usize),
    /// Local tables send what they have, as if they were full.
    Full(usize),
    /// A checkpoint, and a start from it with this many subtasks.
    Restart(usize),
}

/// How many splits there are.
pub(super) const SPLITS: usize = 4;

pub(super) fn params() -> impl Strategy<Value = Params> {
    (
        1..40_i64,
        1..=40_i64,
        0..60_i64,
        prop_oneof![3 => Just(0), 2 => 0..25_i64],
        0..30_i64,
        1..=4_usize,
        any::<bool>(),
    )
        .prop_map(|(size, every, offset, grace, delay, subtasks, direct)| {
            let every = every.min(size);
            Params { size, every, offset, grace, delay, subtasks, direct }
        })
}

pub(super) fn actions() -> impl Strategy<Value = Vec<Action>> {
    let value = -3..4_i64;
    let record = (0..SPLITS, -60..20_i64, 0..5_u8, value.clone())
        .prop_map(|(split, ahead, key, value)| Action::Record { split, ahead, key, value });
    let times = prop_oneof![Just(i64::MIN), Just(i64::MIN + 1), Just(-1), Just(0), -100..100_i64];
    let at = (0..SPLITS, times, 0..5_u8, value).prop_map(|(split, time, key, value)| Action::At {
        split,
        time,
        key,
        value,
    });
    let last = (0..SPLITS, prop_oneof![Just(i64::MAX), i64::MAX - 100..i64::MAX], 0..5_u8)
        .prop_map(|(split, time, key)| Action::At { split, time, key, value: 1 });
    let action = prop_oneof![
        60 => record,
        3 => at,
        20 => (0..15_i64).prop_map(Action::Go),
        1 => (0..1_000_000_000_000_000_i64).prop_map(Action::Go),
        20 => (0..SPLITS).prop_map(Action::Forward),
        3 => (0..SPLITS).prop_map(Action::Full),
        3 => (1..=4_usize).prop_map(Action::Restart),
    ];
    let end = prop::collection::vec(last, 0..4);
    (prop::collection::vec(action, 0..150), end).prop_map(|(mut actions, mut end)| {
        actions.append(&mut end);
        actions
    })
}
