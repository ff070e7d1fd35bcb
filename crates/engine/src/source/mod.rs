//! Sources: what the coordinator holds of them, and the tasks that read them.

mod any_source;
mod command;
mod note;
mod reading;
mod splits;
mod task;
mod typed_source;
mod watermark_table;

pub(crate) use any_source::{AnySource, Found};
pub(crate) use command::Assigned;
pub(crate) use note::{SourceNote, SplitNote};
pub(crate) use task::SourceTask;
pub(crate) use typed_source::TypedSource;
