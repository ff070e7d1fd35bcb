//! For each law of sources one that breaks it, and only seems right: the law has to notice.

mod mistakes;
mod wrong_source;
mod wrong_split;

use crate::harness::{breaks, laws_in};
use mistakes::*;
use wrong_source::Wrong;

/// One test for each wrong twin: the law that it breaks, and some words of the complaint.
macro_rules! twins {
    ($($test:ident: $mistake:ident breaks $law:ident, $words:literal;)*) => {
        $(
            #[test]
            fn $test() {
                let trial = aqueduct_testkit::source_laws::$law::<Wrong<$mistake>>();
                breaks(stringify!($law), $words, trial);
            }
        )*

        const TRIED: &[&str] = &[$(stringify!($law)),*];
    };
}

twins! {
    batches_turned_round_are_noticed: TurnsBatchesRound breaks each_split_is_read_in_order, "in this order";
    reading_everything_in_each_subtask_is_noticed: OpensEverything breaks nothing_is_lost_and_nothing_comes_twice, "twice";
    doubled_records_are_noticed: ReadsPastTheEnd breaks nothing_is_lost_and_nothing_comes_twice, "twice";
    telling_no_size_is_noticed: TellsNoSize breaks a_batch_tells_how_large_it_is, "tells 0 bytes";
    leaving_times_out_is_noticed: LeavesTimesOut breaks records_have_a_time_if_the_source_says_so, "have no time";
    resuming_before_the_batch_is_noticed: ResumesBeforeTheBatch breaks every_position_resumes_right_after_its_batch, "wanted";
    believing_the_discovery_is_noticed: BelievesTheDiscovery breaks a_stored_split_keeps_its_position, "uncalled for";
    starting_now_every_time_is_noticed: StartsNowEveryTime breaks the_start_position_counts_only_at_first, "until all";
    taking_the_stored_end_is_noticed: TakesTheStoredEnd breaks resume_from_takes_the_stored_position_and_keeps_its_own_end, "lost";
    waiting_with_records_in_hand_is_noticed: WaitsWithRecordsInHand breaks fetch_is_cancel_safe, "dropped early";
    asking_anew_each_time_is_noticed: AsksAnewEachTime breaks fetch_is_cancel_safe, "dropped early";
    hanging_when_idle_is_noticed: HangsWhenIdle breaks idleness_is_reported_within_a_second, "did not answer within a second";
    calling_unread_splits_idle_is_noticed: CallsIdleWhatItHasNotRead breaks a_split_with_unread_records_is_not_idle, "was called idle after 0";
    ending_after_a_batch_is_noticed: EndsAfterABatch breaks a_bounded_source_ends_after_its_records, "lost";
    moving_the_end_is_noticed: MovesTheEnd breaks a_bounded_end_is_fixed_at_discovery, "uncalled for";
    renaming_splits_is_noticed: RenamesItsSplits breaks the_same_splits_are_named_again, "changed their names";
    never_looking_again_is_noticed: NeverLooksAgain breaks new_splits_are_found_and_read_from_their_beginning, "of the new split came []";
    refusing_to_open_with_nothing_is_noticed: RefusesToOpenWithNothing breaks a_reader_opens_with_nothing_and_is_given_splits_later, "open failed";
    holding_more_and_more_is_noticed: HoldsMoreAndMore breaks holding_holds_exactly_these, "until all records of";
    holding_one_answer_late_is_noticed: HoldsOneAnswerLate breaks holding_reaches_a_request_in_flight, "came with more all the same";
    seeking_to_the_acknowledged_is_noticed: SeeksToTheAcknowledged breaks acknowledging_disturbs_nothing, "twice";
    never_acknowledging_is_noticed: NeverAcknowledges breaks acknowledging_moves_what_the_outside_shows, "acknowledged were 3";
    skipping_what_is_lost_is_noticed: SkipsWhatIsLost breaks a_lost_position_is_an_error, "came instead of an error";
    swallowing_failures_is_noticed: SwallowsFailures breaks a_failed_split_goes_on_where_it_stopped, "after the trouble";
    dropping_the_undecodable_is_noticed: DropsTheUndecodable breaks an_undecodable_message_is_rejected_alone, "until the good";
    counting_within_the_batch_is_noticed: CountsWithinTheBatch breaks coordinates_are_stable_over_a_replay, "share coordinates";
    counting_from_the_start_is_noticed: CountsFromTheStart breaks coordinates_are_stable_over_a_replay, "and stood at";
    looking_quiet_when_away_is_noticed: LooksQuietWhenAway breaks an_unreachable_source_is_unavailable, "answers Idle";
    waiting_for_ever_is_noticed: WaitsForEver breaks an_unreachable_source_is_unavailable, "discover did not end";
    showing_the_password_is_noticed: ShowsItsPassword breaks a_source_shows_no_secret, "a secret is in";
}

#[test]
fn every_law_has_a_wrong_twin_and_a_test_of_its_own() {
    let conformance = include_str!("../../../src/conformance.rs");
    for law in laws_in("source_laws") {
        assert!(TRIED.contains(&law.as_str()), "no source is known to break `{law}`");
        assert!(conformance.contains(&format!(" {law},")), "`{law}` is not in `source_conformance!`");
    }
}
