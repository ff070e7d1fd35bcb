use super::{BadRecord, Decode};
use crate::Message;

/// Decodes UTF-8 text as it is. A tombstone and invalid UTF-8 are errors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text;

impl Decode for Text {
    type Item = String;

    fn decode(&self, message: &Message<'_>) -> Result<Option<String>, BadRecord> {
        let bytes = message.payload.ok_or_else(|| BadRecord::new("a tombstone, not text"))?;
        let text = std::str::from_utf8(bytes).map_err(BadRecord::new)?;
        Ok(Some(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_utf8_is_rejected_with_its_position() {
        let why = Text.decode(&Message::of(b"ab\xffc")).unwrap_err();
        assert!(why.to_string().contains("index 2"), "{why}");
    }
}
