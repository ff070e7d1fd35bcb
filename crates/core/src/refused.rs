use crate::{Error, Record};

/// A row that the outside system does not take, handed back alone.
#[derive(Debug)]
pub struct Refused<T> {
    /// The row itself.
    pub row: Record<T>,
    /// Its place among the rows of this `write`, counted from 0; `None` when the writer cannot tell,
    /// as for rows refused in `prepare`. With it the dead letter carries the coordinates of the source.
    pub nth: Option<usize>,
    /// What the outside system said. Must not contain secrets.
    pub reason: Error,
}
