use std::fmt::Write;

/// Writes characters that would move the cursor, change colours or reorder text as `\u{..}`, so that
/// data cannot forge what a terminal shows. Common ones get their short form, as in Rust.
pub(crate) fn escape(text: String) -> String {
    if is_plain(&text) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            c if !is_unsafe(c) => escaped.push(c),
            c => escaped.extend(c.escape_default()),
        }
    }
    escaped
}

/// The same for text that is JSON already: there such characters only occur within strings.
pub(crate) fn escape_json(json: String) -> String {
    if is_plain(&json) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if is_unsafe(character) {
            // All of them are in the first plane, so one escape is enough.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Most text is: this saves looking at each character.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn is_unsafe(character: char) -> bool {
    // Line and paragraph separators, and what turns the direction of writing.
    let turns = matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_all_else_stays() {
        assert_eq!(escape("a\u{1b}[31m\r\n\tb\0".into()), "a\\u{1b}[31m\\r\\n\\tb\\u{0}");
        assert_eq!(escape("\u{9b}\u{7f}\u{202e}".into()), "\\u{9b}\\u{7f}\\u{202e}");
        assert_eq!(escape("schön \\ \"日本\" 🦀".into()), "schön \\ \"日本\" 🦀");
    }

    #[test]
    fn escaped_json_means_the_same() {
        assert_eq!(escape_json("{\"plain\":1}".into()), "{\"plain\":1}");
        let text = "\u{7f}\u{9b}\u{202e}\u{1b}é";
        let json = escape_json(serde_json::to_string(text).unwrap());
        assert!(json.chars().all(|c| !is_unsafe(c)), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
