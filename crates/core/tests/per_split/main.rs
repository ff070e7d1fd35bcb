//! What `PerSplit` makes of readers of single splits.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the toys are part of the tests, and a failing test may panic"
)]

mod caller;
mod world;

use aqueduct_core::{ErrorKind, Fetch, SourceReader};
use caller::{acknowledge, add, glance, whole};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use world::{Plan, World, at, id};

#[test]
fn a_slow_split_is_not_starved_by_a_fast_one_though_no_fetch_lives_long_enough() {
    let polls = |polls| Plan { polls, ..Plan::default() };
    let mut reader =
        World::default().with("slow", polls(50)).with("fast", polls(3)).reader(&["fast", "slow"]);
    let seen = glance(&mut reader, 2_000);
    assert!(seen.of("slow").len() >= 30, "{} of about 39", seen.of("slow").len());
    assert!(seen.of("fast").len() >= 300);
    whole(&[seen.of("slow")]);
    whole(&[seen.of("fast")]);
}

#[test]
fn a_failed_split_closes_alone_and_can_be_added_again() {
    let failing = Plan { fails_at: Some(2), ..Plan::default() };
    let world = World::default().with("a", failing);
    let mut reader = world.reader(&["a", "b"]);
    let before = glance(&mut reader, 100);
    assert_eq!(before.failed, [(id("a"), ErrorKind::Throttled)]);
    assert_eq!(before.of("a"), [0, 1]);
    assert!(before.of("b").len() > 90);

    add(&mut reader, vec![at("a", 2)]);
    let after = glance(&mut reader, 100);
    assert!(after.of("a").len() > 10 && after.failed.is_empty());
    whole(&[before.of("a"), after.of("a")]);
    whole(&[before.of("b"), after.of("b")]);
    assert_eq!(world.state().opened, [at("a", 0), at("b", 0), at("a", 2)]);
}

#[test]
fn a_split_that_fails_to_open_is_reported_and_stops_nobody() {
    let lost = Plan { fails_to_open: true, ..Plan::default() };
    let mut reader = World::default().with("lost", lost).reader(&["lost", "b"]);
    reader.hold(&[id("lost")]);
    assert!(glance(&mut reader, 3).failed.is_empty());
    reader.hold(&[]);
    let seen = glance(&mut reader, 100);
    assert_eq!(seen.failed, [(id("lost"), ErrorKind::PositionLost)]);
    assert!(seen.of("b").len() > 90 && seen.of("lost").is_empty());
}

#[test]
fn an_ended_split_is_told_once_and_still_acknowledged() {
    let short = Plan { ends_at: Some(1), ..Plan::default() };
    let world = World::default().with("short", short);
    let mut reader = world.reader(&["short"]);
    let seen = glance(&mut reader, 100);
    assert_eq!((seen.of("short"), seen.ended.as_slice()), (&[0][..], &[id("short")][..]));
    acknowledge(&mut reader, &[at("short", 1)]).unwrap();
    assert_eq!(world.state().acknowledged, [at("short", 1)]);
}

#[test]
fn held_splits_are_not_returned_and_nothing_of_them_is_lost() {
    let plan = Plan { polls: 3, ..Plan::default() };
    let world = World::default().with("a", plan.clone()).with("b", plan);
    let mut reader = world.reader(&["a", "b"]);
    let free = glance(&mut reader, 22);
    reader.hold(&[id("a")]);
    let a_held = glance(&mut reader, 50);
    reader.hold(&[id("b")]);
    let b_held = glance(&mut reader, 50);
    reader.hold(&[id("a"), id("b")]);
    let both_held = glance(&mut reader, 50);
    reader.hold(&[]);
    let free_again = glance(&mut reader, 50);

    assert!(both_held.is_nothing(), "{both_held:?}");
    assert!(a_held.of("a").is_empty() && b_held.of("b").is_empty());
    assert!(a_held.of("b").len() > 5 && b_held.of("a").len() > 5);
    assert!(free_again.of("a").len() > 5 && free_again.of("b").len() > 5);
    whole(&[free.of("a"), b_held.of("a"), free_again.of("a")]);
    whole(&[free.of("b"), a_held.of("b"), free_again.of("b")]);
}

#[test]
fn a_request_in_flight_when_its_split_is_held_keeps_its_answer() {
    let gate = Arc::new(Semaphore::new(0));
    let gated = Plan { gate: Some(Arc::clone(&gate)), ends_at: Some(1), ..Plan::default() };
    let mut reader = World::default().with("a", gated).reader(&["a"]);
    assert!(glance(&mut reader, 3).is_nothing());
    reader.hold(&[id("a")]);
    gate.add_permits(1);
    assert!(glance(&mut reader, 3).is_nothing());
    // Still held: another call must not let it slip through.
    reader.hold(&[id("b"), id("a")]);
    assert!(glance(&mut reader, 3).is_nothing());
    reader.hold(&[]);
    assert_eq!(glance(&mut reader, 3).of("a"), [0]);
    // So does its end.
    reader.hold(&[id("a")]);
    gate.add_permits(1);
    assert!(glance(&mut reader, 3).is_nothing());
    reader.hold(&[]);
    assert_eq!(glance(&mut reader, 3).ended, [id("a")]);
}

#[test]
fn a_split_may_be_held_before_it_is_added() {
    let mut reader = World::default().reader(&[]);
    reader.hold(&[id("a")]);
    add(&mut reader, vec![at("a", 0)]);
    assert!(glance(&mut reader, 10).is_nothing());
    reader.hold(&[]);
    assert!(glance(&mut reader, 10).of("a").starts_with(&[0, 1]));
}

#[test]
fn acknowledging_works_while_the_reader_is_busy() {
    let gate = Arc::new(Semaphore::new(1));
    let gated = Plan { gate: Some(Arc::clone(&gate)), ..Plan::default() };
    let world = World::default().with("a", gated);
    let mut reader = world.reader(&["a"]);
    assert_eq!(glance(&mut reader, 10).of("a"), [0]);
    acknowledge(&mut reader, &[at("a", 1)]).unwrap();
    assert_eq!(world.state().acknowledged, [at("a", 1)]);
    gate.add_permits(1);
    assert_eq!(glance(&mut reader, 10).of("a"), [1]);
}

#[test]
fn a_split_that_cannot_be_acknowledged_does_not_keep_its_siblings_from_it() {
    let failing = Plan { fails_to_acknowledge: true, ..Plan::default() };
    let world = World::default().with("a", failing);
    let mut reader = world.reader(&["a", "b"]);
    glance(&mut reader, 10);
    let error = acknowledge(&mut reader, &[at("a", 1), at("unknown", 1), at("b", 1)]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(world.state().acknowledged, [at("b", 1)]);
}

#[test]
fn an_empty_reader_waits_and_can_be_added_to() {
    let mut reader = World::default().reader(&[]);
    assert!(glance(&mut reader, 10).is_nothing());
    add(&mut reader, vec![at("a", 0)]);
    assert!(glance(&mut reader, 10).of("a").starts_with(&[0, 1]));
}

#[tokio::test]
async fn a_fetch_is_woken_by_an_answer_that_a_dropped_fetch_asked_for() {
    let gate = Arc::new(Semaphore::new(0));
    let gated = Plan { gate: Some(Arc::clone(&gate)), ..Plan::default() };
    let mut reader = World::default().with("a", gated).reader(&["a"]);
    assert!(glance(&mut reader, 3).is_nothing());
    // Comes to run only when the fetch below waits.
    tokio::spawn(async move { gate.add_permits(1) });
    let fetch = tokio::time::timeout(Duration::from_secs(60), reader.fetch()).await;
    let fetch = fetch.expect("the answer wakes the fetch").unwrap();
    assert!(matches!(fetch, Fetch::Batch { resume, .. } if resume == at("a", 1)));
}
