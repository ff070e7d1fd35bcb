//! What happened to every record: counts by step, dead letters, and who is to blame for a panic.

mod counts;
mod ledger;
mod letters;
mod rejection;
mod tally;
mod task;
mod task_end;

pub use counts::{Counts, Entry};
pub use rejection::Rejection;
pub use tally::Tally;

pub(crate) use counts::Cells;
pub(crate) use ledger::{Ledger, LetterKey, Page};
pub(crate) use letters::{LetterPolicy, Letters};
pub(crate) use task::Task;
pub(crate) use task_end::TaskEnd;
