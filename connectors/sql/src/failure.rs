use aqueduct_core::Error;

/// Why a statement failed, by what helps.
#[derive(Debug)]
pub enum Failure {
    /// One of its rows is unfit: the others are written without it. The connection is as good as before.
    Row(Error),
    /// It holds a key twice by the database's own rules: rows are written one by one. The connection is
    /// as good as before.
    Twice(Error),
    /// Another transaction was in the way: the same is done again. The connection is as good as before.
    Conflict(Error),
    /// Anything else. The connection is not used again.
    Lost(Error),
}

impl Failure {
    /// What happened.
    pub fn into_error(self) -> Error {
        match self {
            Self::Row(error) | Self::Twice(error) | Self::Conflict(error) | Self::Lost(error) => error,
        }
    }
}
