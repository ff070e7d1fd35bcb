use super::places::{Place, Places};
use crate::client::{Incoming, Later};
use aqueduct_core::{BadRecord, DeadLetter, Decode, EventTime, Headers, Message, Record};
use std::sync::Arc;

/// A batch that is being made: messages of one partition, decoded.
pub(super) struct Page<T> {
    pub(super) records: Vec<Record<T>>,
    /// Of keys and payloads of `records`.
    pub(super) bytes: usize,
    /// Of all messages, whatever became of them.
    pub(super) cost: usize,
    pub(super) places: Places,
    pub(super) rejected: Vec<DeadLetter>,
    pub(super) skipped: usize,
    pub(super) newest: Option<EventTime>,
}

impl<T> Page<T> {
    pub(super) fn new(topic: &Arc<str>, partition: i32, expected: usize) -> Self {
        Self {
            records: Vec::with_capacity(expected),
            bytes: 0,
            cost: 0,
            places: Places::new(topic, partition),
            rejected: Vec::new(),
            skipped: 0,
            newest: None,
        }
    }

    /// The number of messages in it.
    pub(super) fn messages(&self) -> usize {
        self.records.len() + self.rejected.len() + self.skipped
    }

    /// Decodes one message, from the client's buffer.
    pub(super) fn take<D: Decode<Item = T>>(&mut self, incoming: &Incoming<'_>, decoder: &D) {
        // An empty message takes room as well.
        let size = incoming.size().max(1);
        self.cost += size;
        self.newest = incoming.time();
        let headers = Later::of(incoming);
        let message = Message {
            payload: incoming.payload(),
            key: incoming.key(),
            headers: Headers::lazy(&headers),
            time: self.newest,
        };
        let decoded = decoder.decode(&message);
        // Whoever asked for headers that cannot be had has not seen the message.
        let decoded = headers.bad().map_or(decoded, Err);
        match decoded {
            Ok(Some(value)) => {
                self.records.push(Record::new(value, self.newest.unwrap_or(EventTime::MIN)));
                self.places.push(incoming.offset());
                self.bytes += size;
            }
            Ok(None) => self.skipped += 1,
            Err(bad) => self.reject(bad, &message, incoming),
        }
    }

    #[cold]
    fn reject(&mut self, bad: BadRecord, message: &Message<'_>, incoming: &Incoming<'_>) {
        let (topic, partition, offset) = (incoming.topic(), incoming.partition(), incoming.offset());
        let at = Place { topic, partition, offset };
        self.rejected.push(bad.into_dead_letter(message, at.to_string()));
    }
}
