use aqueduct::{DeadLetter, EventTime, Record};
use serde::Serialize;

/// A dead letter as one line of JSON in which the payload is text, for files that people read.
pub fn readable(record: &Record<DeadLetter>) -> String {
    let letter = &record.value;
    let line = Line {
        reason: letter.reason.as_str(),
        rule: &letter.rule,
        stage: &letter.stage,
        message: &letter.message,
        at: &letter.coordinates,
        event_time: letter.event_time.as_ref().map(EventTime::to_string),
        payload: String::from_utf8_lossy(&letter.payload).into(),
    };
    // Serialising text to memory does not fail.
    ascii(&serde_json::to_string(&line).unwrap_or_default())
}

#[derive(Serialize)]
struct Line<'a> {
    reason: &'a str,
    rule: &'a str,
    stage: &'a str,
    message: &'a str,
    at: &'a str,
    event_time: Option<String>,
    payload: String,
}

/// The same JSON with all but ASCII escaped: what a log holds may turn text around or hide it.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if matches!(character, ' '..='~') {
            text.push(character);
        } else {
            let mut units = [0; 2];
            text.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct::Reason;
    use serde_json::{Value, json};

    #[test]
    fn a_dead_letter_is_one_line_of_json_in_plain_characters() {
        let letter = DeadLetter {
            reason: Reason::Late,
            coordinates: "log@7".into(),
            event_time: Some(EventTime::from_secs(60)),
            payload: "é\u{202e}🦀\u{7f}\n\"".into(),
            ..DeadLetter::default()
        };
        let line = readable(&Record::new(letter, EventTime::MIN));
        assert!(line.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{line}");
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["reason"], "late");
        assert_eq!(value["at"], "log@7");
        assert_eq!(value["event_time"], "1970-01-01T00:01:00Z");
        assert_eq!(value["payload"], json!("é\u{202e}🦀\u{7f}\n\""));
    }
}
