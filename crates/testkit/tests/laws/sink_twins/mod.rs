//! For each law of sinks one that breaks it, and only seems right: the law has to notice.

mod mistakes;
mod wrong_sink;

use crate::harness::{breaks, laws_in};
use mistakes::*;
use wrong_sink::Wrong;

/// One test for each wrong twin: the law that it breaks, and some words of the complaint.
macro_rules! twins {
    ($($test:ident: $mistake:ident breaks $law:ident, $words:literal;)*) => {
        $(
            #[test]
            fn $test() {
                let trial = aqueduct_testkit::sink_laws::$law::<Wrong<$mistake>>();
                breaks(stringify!($law), $words, trial);
            }
        )*

        const TRIED: &[&str] = &[$(stringify!($law)),*];
    };
}

twins! {
    calling_itself_upserting_is_noticed: CallsItselfUpserting breaks a_sink_delivers_as_declared, "says Upsert";
    losing_the_last_row_is_noticed: LosesTheLastRow breaks rows_are_written, "missing 1 (ids [4])";
    needing_rows_is_noticed: NeedsRows breaks an_empty_epoch_is_fine, "prepare failed";
    skipping_empty_commits_is_noticed: SkipsEmptyCommits breaks an_empty_epoch_is_fine, "was committed empty";
    leaving_a_probe_is_noticed: LeavesAProbe breaks what_is_done_leaves_nothing_behind, "left behind";
    keeping_the_last_batch_is_noticed: KeepsTheLastBatch breaks prepared_rows_survive_a_crash, "missing 2 (ids [4, 5])";
    committing_in_prepare_is_noticed: CommitsInPrepare breaks nothing_is_visible_before_the_decision, "after prepare";
    deciding_in_prepare_is_noticed: CommitsInPrepare breaks prepared_rows_survive_a_crash, "is not committed";
    publishing_only_once_is_noticed: PublishesOnlyOnce breaks publishing_twice_is_once, "publish failed";
    publishing_only_its_own_is_noticed: PublishesOnlyItsOwn breaks a_later_incarnation_publishes_what_was_prepared, "missing 6";
    appending_instead_of_replacing_is_noticed: AppendsInsteadOfReplacing breaks a_replay_keeps_the_guarantee, "rows are visible, wanted 6";
    forgetting_the_marker_is_noticed: ForgetsTheMarker breaks claim_answers_with_the_committed_marker, "claim answered None";
    ignoring_the_store_is_noticed: IgnoresTheStore breaks a_target_of_another_store_is_refused, "another store may claim it";
    shutting_nobody_out_is_noticed: ShutsNobodyOut breaks an_older_incarnation_is_fenced, "of an older incarnation works";
    never_sweeping_is_noticed: NeverSweeps breaks sweeping_removes_what_older_incarnations_left, "not swept";
    sweeping_by_prefix_is_noticed: SweepsByPrefix breaks sweeping_touches_nothing_of_others, "publish failed";
    sweeping_other_stores_is_noticed: SweepsOtherStores breaks sweeping_touches_nothing_of_others, "publish failed";
    sharing_a_connection_is_noticed: SharesAConnection breaks subtasks_do_not_collide, "missing";
    keeping_the_first_of_a_key_is_noticed: KeepsTheFirstOfAKey breaks the_last_row_of_a_key_wins, "missing";
    cutting_large_batches_is_noticed: CutsLargeBatches breaks a_large_batch_is_taken_whole, "1000 rows are visible, wanted 10000";
    trimming_texts_is_noticed: TrimsTexts breaks odd_values_arrive_unchanged, "missing";
    refusing_the_whole_batch_is_noticed: RefusesTheWholeBatch breaks a_bad_row_comes_back_alone, "bad were [0, 4, 5, 9]";
    dropping_what_it_could_not_write_is_noticed: DropsWhatItCouldNotWrite breaks rows_left_after_an_error_were_not_taken, "missing";
    leaving_what_it_has_written_is_noticed: LeavesWhatItHasWritten breaks rows_left_after_an_error_were_not_taken, "rows are visible, wanted 20";
    calling_it_denied_is_noticed: CallsItDenied breaks an_unreachable_sink_is_unavailable, "Denied";
    showing_the_password_is_noticed: ShowsItsPassword breaks a_sink_shows_no_secret, "a secret is in";
}

#[test]
fn every_law_has_a_wrong_twin_and_a_test_of_its_own() {
    let conformance = include_str!("../../../src/conformance.rs");
    for law in laws_in("sink_laws") {
        assert!(TRIED.contains(&law.as_str()), "no sink is known to break `{law}`");
        assert!(conformance.contains(&format!(" {law},")), "`{law}` is not in `sink_conformance!`");
    }
}
