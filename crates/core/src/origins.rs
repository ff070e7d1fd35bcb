use std::fmt::Debug;

/// Where the records of one batch came from, in the connector's own text form (`topic-3@1017`).
///
/// The text is made only for a record that is rejected, so it may be computed on demand. It must be
/// stable: a replay gives the same record the same text, because dead letters are identified by it.
pub trait Origins: Debug + Send + Sync + 'static {
    /// Coordinates of the `nth` record of the batch, counted from 0.
    fn of(&self, nth: usize) -> String;
}

/// For sources whose records have no coordinates.
#[derive(Clone, Copy, Debug)]
pub struct NoOrigins;

impl Origins for NoOrigins {
    fn of(&self, nth: usize) -> String {
        format!("record {nth} of its batch")
    }
}
