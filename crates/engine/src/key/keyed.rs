use super::Selector;
use crate::{Step, Stream};
use std::fmt;

/// A stream whose records have a key. What may follow is a window.
#[must_use = "a keyed stream does nothing until a window is put on it"]
pub struct Keyed<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> {
    stream: Stream<T, C>,
    selector: S,
}

impl<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> Keyed<T, C, S> {
    /// Keys `stream` by `selector`.
    pub fn new(stream: Stream<T, C>, selector: S) -> Self {
        Self { stream, selector }
    }

    /// The stream and the selector, for verbs that go on from here.
    pub fn into_parts(self) -> (Stream<T, C>, S) {
        (self.stream, self.selector)
    }
}

impl<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> fmt::Debug for Keyed<T, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyed").field(&self.stream).finish()
    }
}
