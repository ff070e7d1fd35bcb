use super::{Action, Params, Rig};
use crate::shape::Shape;
use crate::state::{Part, Windows};
use crate::{Sliding, Whole, count, max};
use aqueduct_core::{ErrorKind, EventTime};
use std::time::{Duration, Instant};

const TEN_MILLIS: Params =
    Params { size: 1_000_000, every: 10_000, offset: 0, grace: 0, delay: 0, subtasks: 1, direct: true };

fn record(ahead: i64) -> Action {
    Action::Record { split: 0, ahead, key: 1, value: 1 }
}

#[test]
fn a_gap_of_years_costs_nothing() {
    let years = 30 * 365 * 24 * 3600 * 1_000_000_i64;
    let mut script = Vec::new();
    for _ in 0..20 {
        script.extend([record(0), record(1), Action::Go(years), record(0)]);
        script.extend((0..4).map(Action::Forward));
        script.push(Action::Go(years));
    }
    let begin = Instant::now();
    for agg in [0, 1] {
        if agg == 0 {
            Rig::new(TEN_MILLIS, count()).run(&script);
        } else {
            Rig::new(TEN_MILLIS, max(|n: &i64| *n)).run(&script);
        }
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "took {:?}", begin.elapsed());
}

#[test]
fn a_key_whose_total_is_zero_stays_while_it_has_records() {
    let sums = crate::reduce_with_inverse(|n: &i64| *n, |a: &mut i64, b| *a += b, |a: &mut i64, b| *a -= b);
    let mut rig = Rig::new(Params { size: 20, every: 10, ..TEN_MILLIS }, sums);
    let at = |time, value| Action::At { split: 0, time, key: 1, value };
    rig.run(&[at(1, 5), at(2, -5), at(11, 7)]);
    let got: Vec<_> = rig.results.into_iter().collect();
    assert_eq!(got, [((-10, 10, 1), 0), ((0, 20, 1), 7), ((10, 30, 1), 7)]);
}

#[test]
fn the_whole_window_fires_at_the_end_alone() {
    let slices = Shape::from(Whole).slices().unwrap();
    let mut windows: Windows<i64, u8, _> = Windows::new(slices, count(), EventTime::MIN);
    for time in [i64::MIN, -1, 0, i64::MAX - 1, i64::MAX] {
        windows.panes.seek(time);
        assert!(windows.panes.is_whole(EventTime::from_micros(i64::MAX - 1)));
        windows.panes.table().add(1, &1, || 1, |n| *n += 1);
    }
    let mut results = Vec::new();
    windows.begin(EventTime::from_micros(i64::MAX - 1));
    assert!(!windows.fire(10, |r| results.push(r)));
    assert!(results.is_empty());
    windows.begin(EventTime::MAX);
    assert!(!windows.fire(10, |r| results.push(r)));
    assert_eq!(results.len(), 1);
    assert_eq!((results[0].value, results[0].window.start), (5, EventTime::MIN));
}

#[test]
fn a_part_of_a_window_that_has_fired_is_an_error() {
    let shape = Shape::from(Sliding::of(Duration::from_micros(20)).every(Duration::from_micros(10)));
    let watermark = EventTime::from_micros(40);
    let mut windows: Windows<i64, u8, _> = Windows::new(shape.slices().unwrap(), count(), watermark);
    let mut merge = |pane, missed| windows.merge(Part { hash: 1, pane, missed, key: 1, acc: 1 });
    assert_eq!(merge(20, 0).unwrap_err().kind(), ErrorKind::Internal);
    assert_eq!(merge(30, 0).unwrap_err().kind(), ErrorKind::Internal);
    merge(30, 1).unwrap();
    merge(40, 0).unwrap();

    windows.begin(EventTime::from_micros(200));
    while windows.fire(1, drop) {}
    let late = windows.merge(Part { hash: 1, pane: 150, missed: 1, key: 1, acc: 1 });
    assert!(late.is_err(), "a window that was empty has passed as well");
}

#[test]
fn a_crowded_pane_does_not_hold_its_memory_for_ever() {
    let shape = Shape::from(Sliding::of(Duration::from_micros(30)).every(Duration::from_micros(10)));
    let mut windows: Windows<i64, u64, _> = Windows::new(shape.slices().unwrap(), count(), EventTime::MIN);
    for round in 0..20_u64 {
        let keys = if round == 3 { 100_000 } else { 10 };
        windows.panes.seek(round as i64 * 10);
        for key in 0..keys {
            windows.panes.table().add(aqueduct_engine::hash_of(&key), &key, || 1, |n| *n += 1);
        }
        windows.begin(EventTime::from_micros(round as i64 * 10 + 10));
        while windows.fire(1000, drop) {}
    }
    assert!(windows.size().bytes < 20_000, "{:?}", windows.size());
}
