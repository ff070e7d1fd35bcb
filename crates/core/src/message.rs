use crate::EventTime;
use std::fmt;

/// One message as the broker gave it, borrowed from the client's buffer. The same for all sources.
#[derive(Clone, Copy, Debug)]
pub struct Message<'m> {
    /// The content; `None` is a tombstone, which is not the same as empty.
    pub payload: Option<&'m [u8]>,
    /// The key, if it has one.
    pub key: Option<&'m [u8]>,
    /// Its headers, in order.
    pub headers: Headers<'m>,
    /// The broker's time, if it has one.
    pub time: Option<EventTime>,
}

impl<'m> Message<'m> {
    /// A message of `payload` alone.
    pub fn of(payload: &'m [u8]) -> Self {
        Self { payload: Some(payload), key: None, headers: Headers::default(), time: None }
    }
}

/// The headers of a message: names and values in order. A name may come several times, and values are
/// any bytes.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'m>(Kind<'m>);

#[derive(Clone, Copy, Debug)]
enum Kind<'m> {
    Parsed(&'m [(&'m str, &'m [u8])]),
    Unparsed(&'m dyn LazyHeaders),
}

/// Headers that cost something to get at: most decoders never ask for them.
pub trait LazyHeaders: fmt::Debug {
    /// The headers, in order. Asked for more than once.
    fn parsed(&self) -> &[(&str, &[u8])];
}

impl<'m> Headers<'m> {
    /// These headers.
    pub fn new(headers: &'m [(&'m str, &'m [u8])]) -> Self {
        Self(Kind::Parsed(headers))
    }

    /// What is parsed when it is asked for.
    pub fn lazy(headers: &'m dyn LazyHeaders) -> Self {
        Self(Kind::Unparsed(headers))
    }

    /// The last value called `name`.
    pub fn get(&self, name: &str) -> Option<&'m [u8]> {
        self.parsed().iter().rev().find(|(n, _)| *n == name).map(|(_, v)| *v)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'m str, &'m [u8])> + use<'m> {
        self.parsed().iter().copied()
    }

    fn parsed(&self) -> &'m [(&'m str, &'m [u8])] {
        match self.0 {
            Kind::Parsed(headers) => headers,
            Kind::Unparsed(lazy) => lazy.parsed(),
        }
    }
}

impl Default for Headers<'_> {
    fn default() -> Self {
        Self::new(&[])
    }
}
