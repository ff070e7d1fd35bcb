//! Every point, in every kind of delivery, with one subtask and with three.

use crate::case::{calm, compare, crashed};
use crate::job::{KINDS, Kind};
use crate::outside::Outside;

/// The passes of a point to die at: the first, the second, one in the middle and the last.
fn passes(count: usize) -> Vec<usize> {
    let mut passes = vec![1, 2, count / 2, count];
    passes.retain(|nth| (1..=count).contains(nth));
    passes.dedup();
    passes
}

async fn dies_at_every_point(kind: Kind, parallelism: usize) -> usize {
    let (calm, points) = calm(kind, parallelism).await;
    let mut crashes = 0;
    for (point, count) in points {
        for nth in passes(count) {
            let outside = Outside::new();
            let result = crashed(&outside, kind, parallelism, &[(point, nth)], None).await;
            let result = result.and_then(|()| compare(kind, &calm, outside.seen()));
            assert_eq!(result, Ok(()), "{kind:?} with {parallelism} subtasks, crashed at {point} #{nth}");
            crashes += 1;
        }
    }
    crashes
}

#[tokio::test]
async fn a_crash_at_any_point_looks_as_if_nothing_had_happened() {
    let mut crashes = 0;
    for kind in KINDS {
        for parallelism in [1, 3] {
            crashes += dies_at_every_point(kind, parallelism).await;
        }
    }
    assert!(crashes > 400, "only {crashes} crashes");
    println!("{crashes} crashes");
}

/// The points of a start after these deaths are others than those of a first start.
#[tokio::test]
async fn a_second_crash_during_the_recovery_does_no_harm_either() {
    for kind in [Kind::TwoPhase, Kind::Transactional] {
        let (calm, _) = calm(kind, 2).await;
        for first in [("manifest.write.after", 3), ("publish.after", 4), ("sink.prepare.after", 7)] {
            for second in RECOVERY {
                let outside = Outside::new();
                let result = crashed(&outside, kind, 2, &[first, (second, 1)], None).await;
                let result = result.and_then(|()| compare(kind, &calm, outside.seen()));
                assert_eq!(result, Ok(()), "{kind:?}: {first:?}, then {second}");
            }
        }
    }
}

const RECOVERY: [&str; 10] = [
    "store.own.before",
    "store.seal.before",
    "store.seal.after",
    "sink.claim.before",
    "sink.claim.after",
    "publish.again.before",
    "sink.sweep.before",
    "source.discover.before",
    "manifest.write.before",
    "publish.before",
];
