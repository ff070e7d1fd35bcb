use crate::EventTime;

/// A value and when it happened: what flows through a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<T> {
    /// The user's own type.
    pub value: T,
    /// Its event time; [`EventTime::MIN`] while none is known.
    pub time: EventTime,
}

impl<T> Record<T> {
    /// A record of `value` that happened at `time`.
    pub fn new(value: T, time: EventTime) -> Self {
        Self { value, time }
    }
}
