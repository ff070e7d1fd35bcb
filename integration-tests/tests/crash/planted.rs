//! Rules left out on purpose: each is noticed, or the matrix proves nothing.

use crate::case::{calm, compare, crashed};
use crate::job::Kind;
use crate::outside::Outside;
use aqueduct_core::fault::Planted;

/// Whether leaving the rule out is noticed at one of these points.
async fn is_noticed(bug: Planted, kind: Kind, parallelism: usize, points: &[&'static str]) -> Option<String> {
    let (calm, _) = calm(kind, parallelism).await;
    for nth in 1..60 {
        for point in points {
            let outside = Outside::new();
            let result = crashed(&outside, kind, parallelism, &[(point, nth)], Some(bug)).await;
            if let Err(why) = result.and_then(|()| compare(kind, &calm, outside.seen())) {
                return Some(format!("{point} #{nth}: {why}"));
            }
        }
    }
    None
}

macro_rules! planted {
    ($($name:ident: $bug:ident, $kind:ident, $parallelism:literal, $points:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            let noticed = is_noticed(Planted::$bug, Kind::$kind, $parallelism, &$points).await;
            assert!(noticed.is_some(), "nobody noticed");
        }
    )*};
}

const EARLY: [&str; 3] = ["manifest.write.after", "sink.commit.after", "publish.after"];

planted! {
    a_stale_position_repeats_records: StalePosition, TwoPhase, 1, EARLY;
    a_position_ahead_of_the_barrier_skips_records: SkippedRecord, TwoPhase, 1, EARLY;
    state_that_is_not_restored_is_missed: StateNotRestored, TwoPhase, 2, EARLY;
    what_is_not_published_again_is_lost: NotPublishedAgain, TwoPhase, 1, ["manifest.write.after"];
    inputs_read_past_their_barrier_mix_epochs: BarrierNotAligned, TwoPhase, 3, EARLY;
    a_watermark_that_goes_back_lets_late_records_in: WatermarkGoesBack, TwoPhase, 3, EARLY;
    dead_letters_before_the_last_refusal_are_lost: DeadLettersTooEarly, TwoPhase, 3, EARLY;
    the_newest_checkpoint_is_not_always_the_one: NewestChosen, Transactional, 1, ["manifest.write.after", "sink.commit.before"];
    what_is_not_swept_stays: NotSwept, TwoPhase, 1, ["sink.prepare.after", "manifest.write.before"];
    publishing_before_the_commit_repeats: PublishedFirst, Transactional, 1, ["publish.after", "sink.commit.before"];
}
