use std::time::Duration;

/// What is done with bytes and connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mode {
    #[default]
    Pass,
    BlackHole,
    DropReplies,
    Refuse,
}

/// The fault of the moment, which every connection watches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    pub(super) mode: Mode,
    pub(super) delay: Duration,
    /// How often all connections have been closed: one that was opened before the last time must not go on.
    pub(super) cuts: u64,
}
