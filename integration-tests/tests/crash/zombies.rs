//! A process that stood still wakes up when another one has long taken over.

use crate::case::{calm, compare};
use crate::job::{Kind, process};
use crate::outside::Outside;
use aqueduct_core::fault::Planted;
use aqueduct_core::{ErrorKind, Result};
use aqueduct_engine::Report;
use aqueduct_testkit::CrashHook;

/// What the world looks like, and what the zombie said, after it was frozen at this point.
async fn outlived(
    kind: Kind,
    point: &'static str,
    nth: usize,
    bug: Option<Planted>,
) -> (Outside, Result<Report>) {
    let outside = Outside::new();
    let hook = CrashHook::freeze_at(point, nth);
    let hook = if let Some(bug) = bug { hook.plant(bug) } else { hook };
    let (zombie, world) = (hook.faults(), outside.clone());
    let old = tokio::spawn(async move { process(&world, kind, 2, zombie).await });
    hook.struck().await;
    let successor = CrashHook::calm();
    let successor = if let Some(bug) = bug { successor.plant(bug) } else { successor };
    let finished = process(&outside, kind, 2, successor.faults()).await;
    hook.release();
    let zombie = old.await.unwrap();
    // What the zombie prepared after the sweep goes with the next start.
    let swept = process(&outside, kind, 2, CrashHook::calm().faults()).await;
    (outside, finished.and(swept).and(zombie))
}

const POINTS: [&str; 12] = [
    "source.barrier.before",
    "sink.prepare.before",
    "sink.prepare.after",
    "state.write.before",
    "manifest.write.before",
    "manifest.write.after",
    "publish.before",
    "publish.after",
    "confirm.write.before",
    "confirm.write.after",
    "acknowledge.before",
    "retire.before",
];

#[tokio::test]
async fn a_zombie_changes_nothing_and_is_fenced() {
    for kind in [Kind::TwoPhase, Kind::Transactional] {
        let (calm, _) = calm(kind, 2).await;
        for point in POINTS.iter().chain(&["sink.commit.before", "sink.commit.after"]) {
            if point.starts_with("sink.commit") && kind != Kind::Transactional {
                continue;
            }
            for nth in [1, 3] {
                let (outside, zombie) = outlived(kind, point, nth, None).await;
                let seen = compare(kind, &calm, outside.seen());
                assert_eq!(seen, Ok(()), "{kind:?}, frozen at {point} #{nth}: {zombie:?}");
                let error = zombie.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Fenced, "{kind:?}, frozen at {point} #{nth}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn an_older_incarnation_that_is_not_refused_does_harm() {
    let (calm, _) = calm(Kind::TwoPhase, 2).await;
    let mut harmed = false;
    for point in POINTS {
        let (outside, zombie) = outlived(Kind::TwoPhase, point, 3, Some(Planted::NotFenced)).await;
        let fenced = zombie.is_err_and(|e| e.kind() == ErrorKind::Fenced);
        harmed |= !fenced && compare(Kind::TwoPhase, &calm, outside.seen()).is_err();
    }
    assert!(harmed, "nobody noticed");
}
