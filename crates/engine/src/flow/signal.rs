use aqueduct_core::{Epoch, EventTime};

/// In-band control, ordered with the batches around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// No record with an earlier time will follow, except late ones.
    Watermark(EventTime),
    /// Everything before belongs to this epoch.
    Barrier(Barrier),
    /// Nothing came for a while: part-filled batches go on their way. It never crosses a channel.
    Linger,
}

/// The end of an epoch as it passes through the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// The epoch that ends.
    pub epoch: Epoch,
    /// Nothing follows: every task ends after it. It is the only regular end.
    pub last: bool,
}
