//! The state of windows: one hash table per slice of time, and what is merged from closed ones.
//!
//! Nothing here knows of streams: records go in, [`Windows::begin`] says how far time has come, and
//! [`Windows::fire`] hands out results in portions.

mod cells;
mod closed;
mod extras;
mod firing;
mod footprint;
mod panes;
mod part;
mod parts;
mod restore;
mod saved;
mod size;
mod spare;
mod stacks;
mod table;
#[cfg(test)]
mod tests;
mod total;
mod windows;

pub(crate) use footprint::footprint;
pub(crate) use panes::Panes;
pub(crate) use part::Part;
pub(crate) use parts::Parts;
pub(crate) use restore::Restore;
pub(crate) use saved::Saved;
pub(crate) use size::Size;
pub(crate) use table::Table;
pub(crate) use windows::Windows;
