use crate::EventTime;
use std::borrow::Cow;
use std::fmt::{self, Write};

/// The value of one column, borrowed from the record where it can be.
///
/// `Display` is made for a table on a console: one line without control characters and, for text and
/// bytes, at most 256 bytes long. It is not a way to write values to a file.
///
/// ```
/// use aqueduct_core::{EventTime, Value};
/// assert_eq!(Value::Null.to_string(), "NULL");
/// assert_eq!(Value::Text("two\nlines".into()).to_string(), r"two\nlines");
/// assert_eq!(Value::Bytes(b"\x00\xff").to_string(), "0x00ff");
/// assert_eq!(Value::Time(EventTime::from_secs(0)).to_string(), "1970-01-01T00:00:00Z");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// See [`ColumnType::Bool`](super::ColumnType::Bool).
    Bool(bool),
    /// See [`ColumnType::Int`](super::ColumnType::Int).
    Int(i64),
    /// See [`ColumnType::UInt`](super::ColumnType::UInt).
    UInt(u64),
    /// See [`ColumnType::Float`](super::ColumnType::Float).
    Float(f64),
    /// See [`ColumnType::Text`](super::ColumnType::Text). Owned if it was made for this row, as the
    /// text of a UUID or of a decimal number.
    Text(Cow<'a, str>),
    // Not a `Cow`: a second one makes every value a third larger, and bytes need no second form.
    /// See [`ColumnType::Bytes`](super::ColumnType::Bytes).
    Bytes(&'a [u8]),
    /// See [`ColumnType::Time`](super::ColumnType::Time).
    Time(EventTime),
}

/// A longer cell would push the others off the screen.
const LONGEST: usize = 256;

impl fmt::Display for Value<'_> {
    /// NULL, numbers as Rust prints them, text with control characters escaped, bytes as `0x` and hex
    /// digits, times in RFC 3339. What is too long ends in `…`. Width and alignment are kept.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.pad("NULL"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::UInt(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => f.pad(&shown_text(value)),
            Self::Bytes(value) => f.pad(&shown_bytes(value)),
            Self::Time(value) => f.pad(&value.to_string()),
        }
    }
}

fn shown_text(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if changes_the_terminal(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
        if shown.len() > LONGEST {
            return cut(shown);
        }
    }
    shown
}

fn shown_bytes(bytes: &[u8]) -> String {
    let mut shown = String::from("0x");
    for byte in bytes {
        if shown.len() + 2 > LONGEST {
            return cut(shown);
        }
        // Writing to a `String` does not fail.
        let _ = write!(shown, "{byte:02x}");
    }
    shown
}

/// The mark itself stays within the limit.
fn cut(mut shown: String) -> String {
    const MARK: char = '…';
    shown.truncate(shown.floor_char_boundary(LONGEST - MARK.len_utf8()));
    shown.push(MARK);
    shown
}

/// Control characters, line separators and marks that turn the direction of what follows: a record
/// must not be able to draw outside of its cell.
fn changes_the_terminal(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_three_words_wide() {
        assert_eq!(size_of::<Value<'_>>(), 3 * size_of::<usize>());
    }

    #[test]
    fn text_cannot_leave_its_cell() {
        let text = "é\t\u{1b}[2J\r\u{85}\u{202e}\"'\\";
        assert_eq!(Value::Text(text.into()).to_string(), "é\\t\\u{1b}[2J\\r\\u{85}\\u{202e}\"'\\");
    }

    #[test]
    fn long_values_are_cut_within_256_bytes() {
        for text in ["x".repeat(1000), "é".repeat(1000), "\0".repeat(1000)] {
            let shown = Value::Text(text.into()).to_string();
            assert!(shown.len() <= 256 && shown.len() > 240 && shown.ends_with('…'), "{shown}");
        }
        let shown = Value::Bytes(&[0xab; 1000]).to_string();
        assert!(shown.len() <= 256 && shown.starts_with("0xabab") && shown.ends_with('…'), "{shown}");
    }

    #[test]
    fn values_of_256_bytes_are_whole() {
        let text = "x".repeat(256);
        assert_eq!(Value::Text(text.as_str().into()).to_string(), text);
        assert_eq!(Value::Bytes(&[0; 127]).to_string(), format!("0x{}", "00".repeat(127)));
    }

    #[test]
    fn every_kind_of_value_keeps_the_width_of_its_cell() {
        for (value, shown) in [
            (Value::Null, "NULL  |"),
            (Value::Bool(true), "true  |"),
            (Value::Int(-1), "-1    |"),
            (Value::UInt(u64::MAX), "18446744073709551615|"),
            (Value::Float(0.5), "0.5   |"),
            (Value::Text("a".into()), "a     |"),
            (Value::Bytes(&[1]), "0x01  |"),
            (Value::Time(EventTime::from_micros(1)), "1970-01-01T00:00:00.000001Z|"),
        ] {
            assert_eq!(format!("{value:<6}|"), shown);
        }
    }
}
