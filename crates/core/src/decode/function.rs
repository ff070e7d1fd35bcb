use super::{BadRecord, Decode};
use crate::Message;
use std::fmt;

/// Decodes with a function: for parsers that borrow from the message and yield owned values.
///
/// ```
/// use aqueduct_core::decode::{BadRecord, Decode, decode_with};
/// use aqueduct_core::Message;
/// let first_word = decode_with(|message: &Message<'_>| {
///     let text = std::str::from_utf8(message.payload.unwrap_or_default()).map_err(BadRecord::new)?;
///     Ok(text.split(' ').next().map(str::to_owned))
/// });
/// assert_eq!(first_word.decode(&Message::of(b"to be")).unwrap().unwrap(), "to");
/// ```
pub fn decode_with<T, F>(decode: F) -> DecodeWith<F>
where
    T: Send + 'static,
    F: Fn(&Message<'_>) -> Result<Option<T>, BadRecord> + Clone + Send + Sync + 'static,
{
    DecodeWith(decode)
}

/// See [`decode_with`].
#[derive(Clone)]
pub struct DecodeWith<F>(F);

impl<T, F> Decode for DecodeWith<F>
where
    T: Send + 'static,
    F: Fn(&Message<'_>) -> Result<Option<T>, BadRecord> + Clone + Send + Sync + 'static,
{
    type Item = T;

    fn decode(&self, message: &Message<'_>) -> Result<Option<T>, BadRecord> {
        (self.0)(message)
    }
}

impl<F> fmt::Debug for DecodeWith<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecodeWith")
    }
}
