/// Makes a test of each law in [`source_laws`](crate::source_laws) for one
/// [`SourceHarness`](crate::SourceHarness).
///
/// Each test runs on a tokio runtime of its own. With several harnesses in one file put each call into
/// a module of its own, because the tests are called as the laws are.
#[macro_export]
macro_rules! source_conformance {
    ($harness:ty) => {
        $crate::laws! { $harness, source_laws:
            each_split_is_read_in_order,
            nothing_is_lost_and_nothing_comes_twice,
            a_batch_tells_how_large_it_is,
            records_have_a_time_if_the_source_says_so,
            every_position_resumes_right_after_its_batch,
            a_stored_split_keeps_its_position,
            the_start_position_counts_only_at_first,
            resume_from_takes_the_stored_position_and_keeps_its_own_end,
            fetch_is_cancel_safe,
            idleness_is_reported_within_a_second,
            a_split_with_unread_records_is_not_idle,
            a_bounded_source_ends_after_its_records,
            a_bounded_end_is_fixed_at_discovery,
            the_same_splits_are_named_again,
            new_splits_are_found_and_read_from_their_beginning,
            a_reader_opens_with_nothing_and_is_given_splits_later,
            holding_holds_exactly_these,
            holding_reaches_a_request_in_flight,
            acknowledging_disturbs_nothing,
            acknowledging_moves_what_the_outside_shows,
            a_lost_position_is_an_error,
            a_failed_split_goes_on_where_it_stopped,
            an_undecodable_message_is_rejected_alone,
            coordinates_are_stable_over_a_replay,
            an_unreachable_source_is_unavailable,
            a_source_shows_no_secret,
        }
    };
}

/// Makes a test of each law in [`sink_laws`](crate::sink_laws) for one
/// [`SinkHarness`](crate::SinkHarness).
///
/// Each test runs on a tokio runtime of its own. With several harnesses in one file put each call into
/// a module of its own, because the tests are called as the laws are.
#[macro_export]
macro_rules! sink_conformance {
    ($harness:ty) => {
        $crate::laws! { $harness, sink_laws:
            a_sink_delivers_as_declared,
            rows_are_written,
            an_empty_epoch_is_fine,
            what_is_done_leaves_nothing_behind,
            prepared_rows_survive_a_crash,
            nothing_is_visible_before_the_decision,
            publishing_twice_is_once,
            a_later_incarnation_publishes_what_was_prepared,
            a_replay_keeps_the_guarantee,
            claim_answers_with_the_committed_marker,
            a_target_of_another_store_is_refused,
            an_older_incarnation_is_fenced,
            sweeping_removes_what_older_incarnations_left,
            sweeping_touches_nothing_of_others,
            subtasks_do_not_collide,
            the_last_row_of_a_key_wins,
            a_large_batch_is_taken_whole,
            odd_values_arrive_unchanged,
            a_bad_row_comes_back_alone,
            rows_left_after_an_error_were_not_taken,
            an_unreachable_sink_is_unavailable,
            a_sink_shows_no_secret,
        }
    };
}

/// One test per law; see [`source_conformance!`] and [`sink_conformance!`].
#[doc(hidden)]
#[macro_export]
macro_rules! laws {
    ($harness:ty, $family:ident: $($law:ident,)*) => {
        $(
            #[test]
            fn $law() {
                $crate::run($crate::$family::$law::<$harness>());
            }
        )*
    };
}
