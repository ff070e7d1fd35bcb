//! Verbs that cleanse streams: delete or replace what is abnormal, fill what is missing, change types.
//!
//! Each verb is an extension trait for [`Stream`](aqueduct_engine::Stream); the prelude of the crate
//! `aqueduct` brings them all.
//!
//! | what is wrong | verb | what becomes of it |
//! |---|---|---|
//! | a record breaks a rule | [`require`](Require::require) | a dead letter with the rule's name |
//! | a value is of another type, or does not parse | [`convert`](Convert::convert) | the converted value, or a dead letter with the error |
//! | a value can be put right | [`repair`](Repair::repair) | changed in place |
//! | a value is missing | [`default`](DefaultValue::default) | filled in |
//! | a number is out of range | [`clamp`](Clamp::clamp) | the nearest number in it |
//! | a record is abnormal | [`replace_if`](ReplaceIf::replace_if) | another record |
//!
//! What holds for every verb here:
//!
//! * It has a name: a rule's name is part of its dead letters and metrics. Names are unique within a
//!   pipeline, have 1 to 100 characters and no control characters; otherwise `run` returns `Config`.
//! * It may stand before the event time is assigned, because it never drops a record silently: what it
//!   does not reject it passes on, one for one.
//! * What it rejects goes to the pipeline's dead letters, with its coordinates and its value as JSON; this
//!   is what `Serialize` is asked for. Without a decision about dead letters the first one stops the run.
//! * Its closure is cloned for each subtask, and a panic in it ends the run with an error whose context
//!   `step` is the name.
//! * The report has an account of it under its name. Repaired records count as kept.

mod clamp;
mod convert;
mod default;
mod repair;
mod replace_if;
mod require;

#[cfg(test)]
mod rig;

pub use clamp::Clamp;
pub use convert::Convert;
pub use default::DefaultValue;
pub use repair::Repair;
pub use replace_if::ReplaceIf;
pub use require::Require;
