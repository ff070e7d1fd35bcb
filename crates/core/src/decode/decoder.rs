use super::BadRecord;
use crate::{DeadLetter, Message, Reason};

/// Turns a message into a value, on the thread that holds the client's buffer.
///
/// ```
/// use aqueduct_core::{Decode, Message, decode::{Json, Text}};
/// assert_eq!(Text.decode(&Message::of(b"hello")).unwrap().unwrap(), "hello");
/// assert!(Json::<u8>::new().decode(&Message::of(b"300")).is_err());
/// ```
pub trait Decode: Clone + Send + Sync + 'static {
    /// What a message becomes.
    type Item: Send + 'static;

    /// Decodes one message. `None` skips it, and it is counted: a tombstone, by choice.
    ///
    /// # Errors
    /// What is wrong with the message; it becomes a dead letter and the pipeline goes on.
    fn decode(&self, message: &Message<'_>) -> Result<Option<Self::Item>, BadRecord>;
}

impl BadRecord {
    /// The dead letter of `message`, which stands at `coordinates` in its source.
    pub fn into_dead_letter(self, message: &Message<'_>, coordinates: String) -> DeadLetter {
        DeadLetter {
            reason: Reason::Undecodable,
            message: self.to_string(),
            coordinates,
            event_time: message.time,
            key: message.key.map(<[u8]>::to_vec),
            headers: message.headers.iter().map(|(k, v)| (k.to_owned(), v.to_vec())).collect(),
            payload: message.payload.unwrap_or_default().to_vec(),
            ..DeadLetter::default()
        }
    }
}
