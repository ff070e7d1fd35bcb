use super::{BadRecord, Decode};
use crate::Message;

/// Takes the payload as it is, copied out of the client's buffer. A tombstone is an error.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bytes;

impl Decode for Bytes {
    type Item = bytes::Bytes;

    fn decode(&self, message: &Message<'_>) -> Result<Option<bytes::Bytes>, BadRecord> {
        let payload = message.payload.ok_or_else(|| BadRecord::new("a tombstone, not bytes"))?;
        Ok(Some(bytes::Bytes::copy_from_slice(payload)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_will_do() {
        let got = Bytes.decode(&Message::of(b"\0\xff")).unwrap();
        assert_eq!(got.as_deref(), Some(&b"\0\xff"[..]));
        assert!(Bytes.decode(&Message { payload: None, ..Message::of(b"") }).is_err());
    }
}
