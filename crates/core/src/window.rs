use crate::EventTime;
use serde::{Deserialize, Serialize};

/// A half-open interval of event time, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The first instant inside.
    pub start: EventTime,
    /// The first instant after it.
    pub end: EventTime,
}

impl Window {
    /// The event time of what a window yields: its last microsecond.
    pub fn last(self) -> EventTime {
        EventTime::from_micros(self.end.micros().saturating_sub(1))
    }
}

/// What an aggregate made of one key's records in one window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowResult<K, V> {
    /// The window the records fell into.
    pub window: Window,
    /// The key they share.
    pub key: K,
    /// The aggregate.
    pub value: V,
}
