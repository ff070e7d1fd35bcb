//! What every source has to keep to, one law a function.
//!
//! `source_conformance!(Harness)` makes a test of each. They are plain functions, so that a single
//! one can be run by hand: `aqueduct_testkit::run(fetch_is_cancel_safe::<Harness>())`.

mod acknowledge;
mod batch;
mod cancel;
mod coordinates;
mod discover;
mod end;
mod failed;
mod hold;
mod idle;
mod lost;
mod open;
mod order;
mod resume;
mod secret;
mod start;
mod undecodable;
mod unreachable;

pub use acknowledge::{acknowledging_disturbs_nothing, acknowledging_moves_what_the_outside_shows};
pub use batch::{a_batch_tells_how_large_it_is, records_have_a_time_if_the_source_says_so};
pub use cancel::fetch_is_cancel_safe;
pub use coordinates::coordinates_are_stable_over_a_replay;
pub use discover::{new_splits_are_found_and_read_from_their_beginning, the_same_splits_are_named_again};
pub use end::{a_bounded_end_is_fixed_at_discovery, a_bounded_source_ends_after_its_records};
pub use failed::a_failed_split_goes_on_where_it_stopped;
pub use hold::{holding_holds_exactly_these, holding_reaches_a_request_in_flight};
pub use idle::{a_split_with_unread_records_is_not_idle, idleness_is_reported_within_a_second};
pub use lost::a_lost_position_is_an_error;
pub use open::a_reader_opens_with_nothing_and_is_given_splits_later;
pub use order::{each_split_is_read_in_order, nothing_is_lost_and_nothing_comes_twice};
pub use resume::{a_stored_split_keeps_its_position, every_position_resumes_right_after_its_batch};
pub use secret::a_source_shows_no_secret;
pub use start::{
    resume_from_takes_the_stored_position_and_keeps_its_own_end, the_start_position_counts_only_at_first,
};
pub use undecodable::an_undecodable_message_is_rejected_alone;
pub use unreachable::an_unreachable_source_is_unavailable;
