use crate::{Failure, Rows};
use async_trait::async_trait;

/// A step of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Begins one.
    Begin,
    /// Makes every constraint count at each statement and not only at the end.
    CheckAtOnce,
    /// Marks a point to go back to.
    Savepoint,
    /// Goes back to that point.
    Back,
    /// Forgets that point.
    Release,
    /// Ends it and keeps its rows.
    Commit,
    /// Ends it and leaves no trace.
    Rollback,
}

/// One connection of its own. After [`Failure::Lost`] it is dropped and never used again; no call is
/// dropped before it ends unless the session is dropped with it.
#[async_trait]
pub trait Session: Send + 'static {
    /// Whether one [`insert`](Self::insert) outside of a transaction takes all of its rows or none.
    const ATOMIC: bool;

    /// Takes a step of a transaction.
    async fn step(&mut self, step: Step) -> Result<(), Failure>;

    /// Writes rows, all of them or none; with this version, where there is a column for it.
    async fn insert(&mut self, rows: Rows<'_>, version: i64) -> Result<(), Failure>;
}
