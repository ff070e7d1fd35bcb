use std::fmt;

/// Why a message could not be decoded: one line, at most 256 bytes, because it may quote the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord(String);

/// Longer explanations are cut: parsers quote what they were given.
const LONGEST: usize = 256;

impl BadRecord {
    /// With this explanation; line breaks become spaces and what is too long is cut.
    pub fn new(why: impl fmt::Display) -> Self {
        let mut text = why.to_string().replace(['\n', '\r'], " ");
        if text.len() > LONGEST {
            text.truncate(text.floor_char_boundary(LONGEST));
            text.push('…');
        }
        Self(text)
    }
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadRecord {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_short_and_one_line() {
        let bad = BadRecord::new(format!("a\nb{}", "é".repeat(1000)));
        assert!(bad.to_string().starts_with("a b") && bad.to_string().len() <= LONGEST + 3);
    }
}
