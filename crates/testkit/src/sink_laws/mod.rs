//! What every sink has to keep to, one law a function.
//!
//! `sink_conformance!(Harness)` makes a test of each. They are plain functions, so that a single one
//! can be run by hand: `aqueduct_testkit::run(publishing_twice_is_once::<Harness>())`.

mod declared;
mod error;
mod fence;
mod key;
mod large;
mod marker;
mod odd;
mod prepared;
mod publish;
mod refused;
mod replay;
mod secret;
mod subtasks;
mod sweep;
mod unreachable;
mod visible;
mod write;

pub use declared::a_sink_delivers_as_declared;
pub use error::rows_left_after_an_error_were_not_taken;
pub use fence::an_older_incarnation_is_fenced;
pub use key::the_last_row_of_a_key_wins;
pub use large::a_large_batch_is_taken_whole;
pub use marker::{a_target_of_another_store_is_refused, claim_answers_with_the_committed_marker};
pub use odd::odd_values_arrive_unchanged;
pub use prepared::prepared_rows_survive_a_crash;
pub use publish::{a_later_incarnation_publishes_what_was_prepared, publishing_twice_is_once};
pub use refused::a_bad_row_comes_back_alone;
pub use replay::a_replay_keeps_the_guarantee;
pub use secret::a_sink_shows_no_secret;
pub use subtasks::subtasks_do_not_collide;
pub use sweep::{sweeping_removes_what_older_incarnations_left, sweeping_touches_nothing_of_others};
pub use unreachable::an_unreachable_sink_is_unavailable;
pub use visible::nothing_is_visible_before_the_decision;
pub use write::{an_empty_epoch_is_fine, rows_are_written, what_is_done_leaves_nothing_behind};
