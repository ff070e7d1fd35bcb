//! The memory connector as the laws see it.

mod broken;
mod log;
mod table;

pub(crate) use broken::{breaks, laws_in};
pub(crate) use log::{MemoryHarness, source_over, unreachable_log};
pub(crate) use table::{
    AppendTable, Kind, TableHarness, TransactionalTable, TwoPhaseTable, UpsertTable, strict_table,
    unreachable_table,
};
