use super::Request;
use aqueduct::EventTime;
use aqueduct::decode::{BadRecord, Message};
use jiff::fmt::strtime;

/// Decodes a line in Common or Combined Log Format.
///
/// Nothing is an event without a time: a line that tells none cannot be decoded. Anything else may be
/// missing or wrong, which is for rules to judge.
///
/// ```
/// use aqueduct::decode::Message;
/// use aqueduct_examples::access_log::decode;
///
/// let line = br#"::1 - - [17/May/2025:12:00:30 +0200] "GET /a?b=1 HTTP/1.1" 200 - "-" "curl/8.5.0""#;
/// let request = decode(&Message::of(line)).unwrap().unwrap();
/// assert_eq!((request.path.as_str(), request.status, request.bytes), ("/a?b=1", Some(200), None));
/// assert_eq!(request.at.to_string(), "2025-05-17T10:00:30Z");
/// ```
///
/// # Errors
/// What is wrong with the line.
pub fn decode(message: &Message<'_>) -> Result<Option<Request>, BadRecord> {
    let text = std::str::from_utf8(message.payload.unwrap_or_default()).map_err(BadRecord::new)?;
    let (who, rest) = text.split_once(" [").ok_or_else(|| BadRecord::new("a line without a time"))?;
    let (time, rest) = rest.split_once(']').ok_or_else(|| BadRecord::new("a time without an end"))?;
    let at = event_time(time)?;
    let (request, rest) = quoted(rest.trim_start()).unwrap_or_default();
    let (method, path) = asked(request).unwrap_or_default();
    let mut numbers = rest.split_ascii_whitespace();
    Ok(Some(Request {
        host: who.split(' ').next().unwrap_or_default().to_owned(),
        at,
        method: method.to_owned(),
        path: path.to_owned(),
        status: numbers.next().and_then(|status| status.parse().ok()),
        bytes: numbers.next().and_then(|bytes| bytes.parse().ok()),
    }))
}

/// Reads `17/May/2025:12:00:30 +0200`.
fn event_time(text: &str) -> Result<EventTime, BadRecord> {
    let time = strtime::parse("%d/%b/%Y:%H:%M:%S %z", text).and_then(|time| time.to_timestamp());
    let time = time.map_err(|error| BadRecord::new(format!("not a time: {text}: {error}")))?;
    Ok(EventTime::from_micros(time.as_microsecond()))
}

/// The text in the quotation marks at the beginning, and what follows it. Those within are escaped.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some((&text[..end], &text[end + 1..]))
}

/// The method and the path of `GET /path HTTP/1.1`. Some clients leave blanks in the path.
fn asked(request: &str) -> Option<(&str, &str)> {
    let (method, rest) = request.split_once(' ')?;
    let path = rest.rsplit_once(" HTTP/").map_or(rest, |(path, _)| path);
    Some((method, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Request, String> {
        let request = decode(&Message::of(line.as_bytes()));
        request.map(Option::unwrap).map_err(|bad| bad.to_string())
    }

    /// Method, path, status and bytes.
    fn rest(rest: &str) -> (String, String, Option<u16>, Option<u64>) {
        let request = read(&format!("h - - [17/May/2025:10:00:00 +0000]{rest}")).unwrap();
        (request.method, request.path, request.status, request.bytes)
    }

    #[test]
    fn times_are_read_with_their_offset() {
        for (time, utc) in [
            ("17/May/2025:10:00:00 +0000", "2025-05-17T10:00:00Z"),
            ("01/Jan/2000:00:30:00 +0530", "1999-12-31T19:00:00Z"),
            ("29/Feb/2024:23:59:59 -0800", "2024-03-01T07:59:59Z"),
        ] {
            let request = read(&format!("::1 - frank [{time}] \"GET / HTTP/1.0\" 200 1")).unwrap();
            assert_eq!((request.at.to_string().as_str(), request.host.as_str()), (utc, "::1"));
        }
    }

    #[test]
    fn a_line_without_a_time_is_none() {
        for (line, why) in [
            ("", "a line without a time"),
            ("h - - [17/May/2025:10:00", "a time without an end"),
            ("h - - [31/Feb/2025:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1", "not a time"),
            ("h - - [17/Mai/2025:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1", "not a time"),
            ("h - - [17/May/2025:10:00:00] \"GET / HTTP/1.1\" 200 1", "not a time"),
            ("h - - [-] \"GET / HTTP/1.1\" 200 1", "not a time"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.starts_with(why), "{line}: {error}");
        }
        assert!(decode(&Message::of(b"h - - [17/May/2025:10:00:00 +0000] \"\xff\"")).is_err());
    }

    #[test]
    fn all_else_may_be_missing() {
        let nothing = (String::new(), String::new());
        for torn in ["", " ", " \"", " \"GET /torn", " -"] {
            let (method, path, ..) = rest(torn);
            assert_eq!((method, path), nothing, "{torn}");
        }
        let (method, path) = nothing;
        assert_eq!(rest(r#" "-" 408 -"#), (method, path, Some(408), None));
        let get = |path: &str, status, bytes| ("GET".to_owned(), path.to_owned(), status, bytes);
        assert_eq!(rest(r#" "GET / HTTP/1.1""#), get("/", None, None));
        assert_eq!(rest(r#" "GET / HTTP/1.1" - 5"#), get("/", None, Some(5)));
        assert_eq!(rest(r#" "GET / HTTP/1.1" 200 -1"#), get("/", Some(200), None));
        assert_eq!(rest(r#" "GET /old" 200 9"#), get("/old", Some(200), Some(9)));
        assert_eq!(rest(r#" "GET /a b HTTP/1.1" 200 9"#), get("/a b", Some(200), Some(9)));
        assert_eq!(rest(r#" "GET /\"q\\" 200 9 "a" "b \" 7""#), get(r#"/\"q\\"#, Some(200), Some(9)));
    }
}
