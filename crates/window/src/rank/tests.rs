use super::item::Placed;
use super::{Order, Ranked, Ranking};
use crate::operator::Fires;
use aqueduct_core::{EventTime, Window};
use aqueduct_engine::{Batch, hash_of, subtask_of};
use proptest::prelude::*;
use std::cmp::Reverse;

type Rank = Ranking<u8, i32, i32, fn(&i32) -> i32>;

fn window(nth: i64) -> Window {
    Window { start: EventTime::from_secs(nth), end: EventTime::from_secs(nth + 3) }
}

fn ranking(n: usize, highest_first: bool, passed: EventTime) -> Rank {
    Ranking::new(Order { by: |value| *value / 2, highest_first, n }, passed, "top")
}

fn fire(of: &mut Rank, watermark: EventTime, room: usize) -> Vec<Ranked<u8, i32>> {
    of.begin(watermark);
    let mut all = Vec::new();
    let mut more = true;
    while more {
        let mut batch = Batch::with_room();
        more = of.fire(room, &mut batch);
        assert!(batch.items.len() <= room);
        all.extend(batch.items.into_iter().map(|r| {
            assert_eq!(r.time, r.value.window.last());
            r.value
        }));
    }
    all
}

/// What comes out when everything is sorted.
fn model(results: &[(i64, u8, i32)], n: usize, highest_first: bool) -> Vec<Ranked<u8, i32>> {
    let mut out = Vec::new();
    for nth in 0..10 {
        let mut of: Vec<_> = results.iter().filter(|r| r.0 == nth).collect();
        of.sort_by_key(
            |(_, key, value)| if highest_first { (-(value / 2), *key) } else { (value / 2, *key) },
        );
        out.extend(of.iter().take(n).enumerate().map(|(i, (_, key, value))| Ranked {
            window: window(nth),
            rank: i as u32 + 1,
            key: *key,
            value: *value,
        }));
    }
    out
}

/// Results with keys that are unique within a window.
fn results() -> impl Strategy<Value = Vec<(i64, u8, i32)>> {
    let results = prop::collection::btree_map((0..10_i64, any::<u8>()), -6..7_i32, 0..120);
    let pairs =
        results.prop_map(|all| all.into_iter().map(|((nth, key), v)| (nth, key, v)).collect::<Vec<_>>());
    pairs.prop_shuffle()
}

/// What a checkpoint of it holds.
fn saved(of: &Rank) -> Vec<Placed<u8, i32>> {
    of.items().map(|(window, item)| Placed { window, key: item.key, value: item.value }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_first_of_every_window_come_in_order(
        results in results(),
        (n, highest_first) in (1..8_usize, any::<bool>()),
        (before, after) in (1..4_usize, 1..4_usize),
        (cut, room) in (0..120_usize, 1..9_usize),
    ) {
        let mut locals: Vec<_> = (0..before).map(|_| ranking(n, highest_first, EventTime::MIN)).collect();
        let mut globals: Vec<_> = (0..before).map(|_| ranking(n, highest_first, EventTime::MIN)).collect();
        let mut sent = Vec::new();
        for (nth, (of, key, value)) in results.iter().enumerate() {
            locals[nth % before].add(Placed { window: window(*of), key: *key, value: *value }).unwrap();
            if nth % 40 == 39 || nth == cut {
                locals.iter_mut().for_each(|l| l.send(EventTime::MAX, |placed| sent.push(placed)));
            }
            if nth == cut {
                for placed in sent.drain(..) {
                    globals[subtask_of(hash_of(&placed.window), before)].add(placed).unwrap();
                }
                // A checkpoint, and a start with another parallelism.
                let all: Vec<_> = globals.iter().flat_map(saved).collect();
                globals = (0..after).map(|_| ranking(n, highest_first, EventTime::MIN)).collect();
                all.into_iter().for_each(|p| globals[subtask_of(hash_of(&p.window), after)].add(p).unwrap());
            }
        }
        locals.iter_mut().for_each(|l| l.send(EventTime::MAX, |placed| sent.push(placed)));
        let subtasks = globals.len();
        for placed in sent {
            globals[subtask_of(hash_of(&placed.window), subtasks)].add(placed).unwrap();
        }
        let mut got: Vec<_> = globals.iter_mut().flat_map(|g| {
            let mut got = fire(g, EventTime::from_secs(7), room);
            assert!(got.iter().all(|r| r.window.end <= EventTime::from_secs(7)), "fired early");
            got.extend(fire(g, EventTime::MAX, room));
            assert_eq!(g.size(), crate::state::Size::default());
            got
        }).collect();
        got.sort_by_key(|r| r.window);
        assert_eq!(got, model(&results, n, highest_first));
    }
}

#[test]
fn all_keys_are_never_held() {
    let mut top = ranking(3, true, EventTime::MIN);
    for value in (0..10_000).map(|n| (n * 7919) % 10_007) {
        top.add(Placed { window: window(0), key: (value % 256) as u8, value }).unwrap();
        assert!(top.size().keys <= 6);
    }
}

#[test]
fn a_window_that_is_over_takes_nothing_more() {
    let mut top = ranking(3, true, EventTime::from_secs(3));
    top.add(Placed { window: window(1), key: 1, value: 1 }).unwrap();
    let error = top.add(Placed { window: window(0), key: 1, value: 1 }).unwrap_err();
    assert_eq!(error.context("step"), Some("top"));
}

#[test]
fn reversed_it_gives_the_lowest() {
    let by: fn(&i32) -> Reverse<i32> = |value| Reverse(*value);
    let mut lowest = Ranking::new(Order { by, highest_first: true, n: 2 }, EventTime::MIN, "lowest");
    for value in [5, 3, 9, 1, 7] {
        lowest.add(Placed { window: window(0), key: value as u8, value }).unwrap();
    }
    let mut batch = Batch::with_room();
    lowest.begin(EventTime::MAX);
    assert!(!lowest.fire(10, &mut batch));
    assert_eq!(batch.items.iter().map(|r| r.value.value).collect::<Vec<_>>(), [1, 3]);
}
