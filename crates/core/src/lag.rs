use std::time::Duration;

/// How far a split's reader is behind the newest record, as last seen. For metrics only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Records not read yet, if the outside system tells.
    pub records: Option<u64>,
    /// Age of the oldest unread record, if the outside system tells.
    pub time: Option<Duration>,
}
