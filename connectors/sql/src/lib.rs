#![doc = include_str!("../README.md")]

mod admit;
mod batch;
mod cells;
mod compare;
mod database;
mod deliver;
mod dialect;
mod failure;
mod found;
mod layout;
mod limits;
mod mode;
mod plan;
mod points;
mod session;
pub mod statement;
mod table_name;
mod target;
mod version;
mod writer;

pub use cells::Rows;
pub use database::Database;
pub use dialect::Dialect;
pub use failure::Failure;
pub use found::{FoundColumn, FoundTable};
pub use layout::Layout;
pub use limits::Limits;
pub use mode::{Append, InPlace, Keyed, Undecided, Upsert};
pub use plan::Plan;
pub use points::POINTS;
pub use session::{Session, Step};
pub use table_name::TableName;
pub use target::Target;
pub use writer::SqlWriter;
