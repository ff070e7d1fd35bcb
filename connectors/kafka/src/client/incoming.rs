use aqueduct_core::{BadRecord, EventTime, LazyHeaders};
use rdkafka::Message as _;
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers as _};
use std::cell::OnceCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A message in the client's buffer.
pub(crate) struct Incoming<'c>(BorrowedMessage<'c>);

/// Tells whether two messages that were polled one after the other are of the same partition.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Handle(usize, i32);

impl<'c> Incoming<'c> {
    pub(super) fn new(message: BorrowedMessage<'c>) -> Self {
        Self(message)
    }

    pub(crate) fn handle(&self) -> Handle {
        Handle(self.0.topic_ptr() as usize, self.0.partition())
    }

    pub(crate) fn topic(&self) -> &str {
        self.0.topic()
    }

    pub(crate) fn partition(&self) -> i32 {
        self.0.partition()
    }

    pub(crate) fn offset(&self) -> i64 {
        self.0.offset()
    }

    pub(crate) fn payload(&self) -> Option<&[u8]> {
        self.0.payload()
    }

    pub(crate) fn key(&self) -> Option<&[u8]> {
        self.0.key()
    }

    /// Payload and key.
    pub(crate) fn size(&self) -> usize {
        self.0.payload_len() + self.0.key_len()
    }

    pub(crate) fn time(&self) -> Option<EventTime> {
        self.0.timestamp().to_millis().map(EventTime::from_millis)
    }
}

/// The headers of a message; those without a value have an empty one. The library builds a list of them when it is
/// asked, also of none, which costs as much as all the rest of a small message.
pub(crate) struct Later<'i> {
    incoming: &'i Incoming<'i>,
    /// `None`: they cannot be had.
    parsed: OnceCell<Option<Vec<Header<'i>>>>,
}

type Header<'h> = (&'h str, &'h [u8]);

impl<'i> Later<'i> {
    pub(crate) fn of(incoming: &'i Incoming<'i>) -> Self {
        Self { incoming, parsed: OnceCell::new() }
    }

    /// Why there was no answer to somebody who asked, if so.
    pub(crate) fn bad(&self) -> Option<BadRecord> {
        let failed = self.parsed.get().is_some_and(Option::is_none);
        failed.then(|| BadRecord::new("the name of a header is not UTF-8"))
    }

    fn parse(&self) -> Option<Vec<Header<'i>>> {
        let Some(headers) = self.incoming.0.headers() else { return Some(Vec::new()) };
        // The library panics over names that are not UTF-8, which brokers do take.
        catch_unwind(AssertUnwindSafe(|| borrowed(headers))).ok()
    }
}

impl LazyHeaders for Later<'_> {
    fn parsed(&self) -> &[(&str, &[u8])] {
        self.parsed.get_or_init(|| self.parse()).as_deref().unwrap_or_default()
    }
}

impl fmt::Debug for Later<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").field("offset", &self.incoming.offset()).finish_non_exhaustive()
    }
}

fn borrowed(headers: &BorrowedHeaders) -> Vec<Header<'_>> {
    headers.iter().map(|header| (header.key, header.value.unwrap_or_default())).collect()
}
