use serde::Deserialize;

/// Which records of transactions are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// Those of committed transactions, and what was written without one.
    #[default]
    ReadCommitted,
    /// All, aborted ones included.
    ReadUncommitted,
}
