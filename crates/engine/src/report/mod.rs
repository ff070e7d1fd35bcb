//! What a run did, for people and programs.

mod dead_letter_count;
mod outcome;
mod progress;
mod run_report;
mod step_account;

pub use dead_letter_count::DeadLetterCount;
pub use outcome::Outcome;
pub use progress::Progress;
pub use run_report::Report;
pub use step_account::StepAccount;
