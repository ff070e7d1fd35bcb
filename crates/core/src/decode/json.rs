use super::{BadRecord, Decode};
use crate::Message;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;

/// Decodes JSON into `T`. A tombstone and trailing text are errors; nesting deeper than 128 is refused.
///
/// ```
/// use aqueduct_core::{Decode, Message, decode::Json};
/// #[derive(serde::Deserialize, Debug, PartialEq)]
/// struct Order { id: u64 }
/// let order = Json::<Order>::new().decode(&Message::of(br#"{"id": 7}"#));
/// assert_eq!(order.unwrap(), Some(Order { id: 7 }));
/// ```
pub struct Json<T> {
    skip_tombstones: bool,
    item: PhantomData<fn() -> T>,
}

impl<T> Json<T> {
    /// Decodes every message.
    pub fn new() -> Self {
        Self { skip_tombstones: false, item: PhantomData }
    }

    /// Skips messages without a payload instead of rejecting them. Default: they are rejected.
    #[must_use]
    pub fn skip_tombstones(mut self) -> Self {
        self.skip_tombstones = true;
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> Decode for Json<T> {
    type Item = T;

    fn decode(&self, message: &Message<'_>) -> Result<Option<T>, BadRecord> {
        match message.payload {
            Some(json) => serde_json::from_slice(json).map(Some).map_err(BadRecord::new),
            None if self.skip_tombstones => Ok(None),
            None => Err(BadRecord::new("a tombstone, not JSON")),
        }
    }
}

impl<T> Default for Json<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Json<T> {
    fn clone(&self) -> Self {
        Self { skip_tombstones: self.skip_tombstones, item: PhantomData }
    }
}

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json<{}>", std::any::type_name::<T>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rubbish_is_rejected_with_its_position() {
        let json = Json::<Vec<u8>>::new();
        for bad in ["", "[1", "[1] x", "\u{feff}[1]", &"[".repeat(10_000), "[\"\\ud800\"]"] {
            let why = json.decode(&Message::of(bad.as_bytes())).unwrap_err();
            assert!(why.to_string().contains("line 1"), "{why}");
        }
    }

    #[test]
    fn tombstones_are_a_choice() {
        let tombstone = Message { payload: None, ..Message::of(b"") };
        assert!(Json::<u8>::new().decode(&tombstone).is_err());
        assert_eq!(Json::<u8>::new().skip_tombstones().decode(&tombstone), Ok(None));
    }
}
