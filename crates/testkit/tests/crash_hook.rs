//! Crashing, freezing and counting at named points.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aqueduct_core::fault::{Faults, Planted};
use aqueduct_testkit::{CrashHook, run};
use std::time::Duration;
use tokio::time::timeout;

/// Passes three points, the middle one twice, and notes what took effect.
async fn steps(faults: &Faults, done: &mut Vec<&'static str>) -> aqueduct_core::Result<()> {
    for point in ["begin", "middle", "middle", "end"] {
        faults.reach(point).await?;
        done.push(point);
    }
    Ok(())
}

#[test]
fn a_calm_run_tells_its_points() {
    run(async {
        let (calm, mut done) = (CrashHook::calm(), Vec::new());
        steps(&calm.faults(), &mut done).await.unwrap();
        assert_eq!(calm.passed(), [("begin", 1), ("end", 1), ("middle", 2)]);
        assert!(done.len() == 4 && !calm.has_struck());
    });
}

#[test]
fn after_a_crash_no_point_is_passed_any_more() {
    run(async {
        let (crash, mut done) = (CrashHook::crash_at("middle", 2), Vec::new());
        let faults = crash.faults();
        let error = steps(&faults, &mut done).await.unwrap_err();
        assert!(!error.is_transient(), "a dead process does not try again: {error}");
        assert_eq!(done, ["begin", "middle"]);
        assert!(crash.has_struck());
        crash.release();
        assert!(faults.reach("another").await.is_err(), "and stays dead");
        assert_eq!(crash.passed().last(), Some(&("middle", 2)));
    });
}

#[test]
fn a_point_that_is_not_reached_often_enough_does_not_crash() {
    run(async {
        let (crash, mut done) = (CrashHook::crash_at("middle", 3), Vec::new());
        steps(&crash.faults(), &mut done).await.unwrap();
        assert!(!crash.has_struck());
    });
}

#[test]
fn a_frozen_process_stands_still_as_a_whole_until_it_is_released() {
    run(async {
        let freeze = CrashHook::freeze_at("middle", 1);
        let faults = freeze.faults();
        let zombie = tokio::spawn(async move {
            let mut done = Vec::new();
            steps(&faults, &mut done).await.map(|()| done)
        });
        freeze.struck().await;
        let faults = freeze.faults();
        let other = faults.reach("elsewhere");
        assert!(timeout(Duration::from_millis(20), other).await.is_err());
        assert!(!zombie.is_finished());
        freeze.release();
        assert_eq!(zombie.await.unwrap().unwrap().len(), 4);
        faults.reach("elsewhere").await.unwrap();
    });
}

#[test]
fn planted_bugs_are_told_apart() {
    let hook = CrashHook::calm().plant(Planted::NotSwept);
    assert!(hook.faults().planted(Planted::NotSwept));
    assert!(!hook.faults().planted(Planted::NotFenced));
}
