#![doc = include_str!("../README.md")]

mod append;
mod at;
mod log;
mod partition;
mod points;
mod reader;
mod script;
mod settings;
mod sink;
mod source;
mod split;
mod table;
mod take;
mod transactional;
mod two_phase;
mod upsert;

pub use append::{Append, AppendWriter};
pub use log::MemoryLog;
pub use points::POINTS;
pub use reader::MemoryReader;
pub use script::{LogCall, TableCall};
pub use sink::MemorySink;
pub use source::MemorySource;
pub use split::MemorySplit;
pub use table::{BatchName, MemoryTable};
pub use transactional::{Transactional, TransactionalWriter};
pub use two_phase::{TwoPhase, TwoPhaseWriter};
pub use upsert::{Upsert, UpsertWriter};
