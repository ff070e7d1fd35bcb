//! The state against a loop written by hand, on one core. `cargo test --release -- --ignored --nocapture floor`
//! prints nanoseconds per record and the ratio.

use crate::shape::{Shape, Slices};
use crate::state::Windows;
use crate::{Aggregate, Sliding, Tumbling, Whole, count, max};
use aqueduct_core::EventTime;
use aqueduct_engine::{BATCH, hash_of};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::hint::black_box;
use std::time::Duration;

const RECORDS: u64 = 4_000_000;

/// The same hash for both sides: the loop below must not win or lose by it.
#[derive(Clone, Copy, Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, n: u64) {
        self.0 = hash_of(&n);
    }
}

type Map = HashMap<u64, u64, BuildHasherDefault<Ready>>;

fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// A thousand records a millisecond.
#[inline(always)]
fn record(nth: u64, keys: u64) -> (u64, u64, i64) {
    let random = mix(nth);
    (random % keys, random >> 36, nth as i64)
}

/// Nanoseconds that this thread has run: others on the machine do not count.
fn cpu() -> f64 {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    schedstat.split(' ').next().unwrap().parse().unwrap()
}

fn best(mut run: impl FnMut() -> u64) -> f64 {
    let runs = (0..7).map(|_| {
        let begin = cpu();
        black_box(run());
        (cpu() - begin) / RECORDS as f64
    });
    runs.fold(f64::MAX, f64::min)
}

/// As one would write it for one aggregate and exactly ordered records: a pane's map, and a running total.
fn by_hand(keys: u64, size: i64, every: i64) -> u64 {
    let (mut now, mut panes, mut total, mut out) =
        (Map::default(), VecDeque::<Map>::new(), Map::default(), 0);
    let mut end = every;
    let mut close = |now: &mut Map, out: &mut u64| {
        if size == every {
            now.drain().for_each(|(key, n)| *out += black_box(key) & n);
            return;
        }
        now.iter().for_each(|(key, n)| *total.entry(*key).or_insert(0) += n);
        panes.push_back(std::mem::take(now));
        if panes.len() as i64 > size / every
            && let Some(old) = panes.pop_front()
        {
            for (key, n) in &old {
                if let std::collections::hash_map::Entry::Occupied(mut sum) = total.entry(*key) {
                    *sum.get_mut() -= n;
                    if *sum.get() == 0 {
                        sum.remove();
                    }
                }
            }
        }
        total.iter().for_each(|(key, n)| *out += black_box(*key) & n);
    };
    for nth in 0..RECORDS {
        let (key, value, time) = record(nth, keys);
        while time >= end {
            close(&mut now, &mut out);
            end += every;
        }
        *now.entry(key).or_insert(0) += 1;
        black_box(value);
    }
    close(&mut now, &mut out);
    out
}

fn by_windows<G: Aggregate<u64, Out = u64>>(keys: u64, slices: Slices, agg: G) -> u64 {
    let mut windows: Windows<u64, u64, G> = Windows::new(slices, agg, EventTime::MIN);
    let (mut judge, mut out, mut batch) = (EventTime::MIN, 0, Vec::with_capacity(BATCH));
    let mut fire = |windows: &mut Windows<u64, u64, G>, watermark| {
        windows.begin(watermark);
        let mut more = true;
        while more {
            more = windows.fire(BATCH, |result| batch.push(result));
            batch.drain(..).for_each(|r| out += black_box(r.key) & r.value);
        }
    };
    for nth in 0..RECORDS {
        let (key, value, time) = record(nth, keys);
        if nth % 10_000 == 0 {
            judge = EventTime::from_micros(time);
            fire(&mut windows, judge);
        }
        let Windows { panes, agg, .. } = &mut windows;
        panes.seek(time);
        assert!(panes.is_whole(black_box(judge)));
        panes.table().add(hash_of(&key), &key, || agg.first(&value), |acc| agg.add(acc, &value));
    }
    fire(&mut windows, EventTime::MAX);
    out
}

#[test]
#[ignore = "a measurement, in release: prints the cost against a loop written by hand"]
fn floor() {
    let micros = Duration::from_micros;
    let tumbling = Shape::from(Tumbling::of(micros(1_000_000)));
    let sliding = |every| Shape::from(Sliding::of(micros(1_000_000)).every(micros(every)));
    for (name, keys, shape, every) in [
        ("fold 100 K keys", 100_000, Shape::from(Whole), 1_000_000_000),
        ("tumbling 10 K keys", 10_000, tumbling, 1_000_000),
        ("tumbling 1 M keys", 1_000_000, tumbling, 1_000_000),
        ("sliding x10", 10_000, sliding(100_000), 100_000),
        ("sliding x100", 10_000, sliding(10_000), 10_000),
    ] {
        let slices = shape.slices().unwrap();
        let hand = best(|| by_hand(keys, every.max(1_000_000), every));
        let ours = best(|| by_windows(keys, slices, count()));
        let stacks = best(|| by_windows(keys, slices, max(|value: &u64| *value)));
        println!(
            "{name:<20} by hand {hand:6.2} ns, count {ours:6.2} ns = {:.2}, max {stacks:6.2} ns",
            hand / ours
        );
    }
}
