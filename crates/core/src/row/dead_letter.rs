//! Rows of dead letters.

use super::{Column, ColumnType, Field, Row, Value};
use crate::{DeadLetter, EventTime, Reason};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::borrow::Cow;

impl Field for Reason {
    const TYPE: ColumnType = ColumnType::Text;

    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str().into())
    }
}

/// Named as the fields. `headers` is JSON text, a list of `[name, value]`: a value that is UTF-8 is a
/// string, any other is `{"hex": ".."}`.
impl Row for DeadLetter {
    fn columns() -> Vec<Column> {
        vec![
            // Identity
            Column::of::<String>("pipeline"),
            Column::of::<String>("stage"),
            Column::of::<String>("coordinates"),
            Column::of::<u32>("ordinal"),
            // What was wrong
            Column::of::<Reason>("reason"),
            Column::of::<String>("rule"),
            Column::of::<String>("message"),
            // What it was
            Column::of::<String>("source"),
            Column::of::<Option<EventTime>>("event_time"),
            Column::of::<Option<Vec<u8>>>("key"),
            Column::of::<String>("headers"),
            Column::of::<Vec<u8>>("payload"),
            // Who said so
            Column::of::<EventTime>("time"),
            Column::of::<u64>("incarnation"),
        ]
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        into.extend([
            self.pipeline.value(),
            self.stage.value(),
            self.coordinates.value(),
            self.ordinal.value(),
            self.reason.value(),
            self.rule.value(),
            self.message.value(),
            self.source.value(),
            self.event_time.value(),
            self.key.value(),
            Value::Text(json(&self.headers)),
            self.payload.value(),
            self.time.value(),
            self.incarnation.value(),
        ]);
    }
}

type Header = (String, Vec<u8>);

fn json(headers: &[Header]) -> Cow<'static, str> {
    const NONE: &str = "[]";
    if headers.is_empty() {
        return NONE.into();
    }
    // Serialising text to memory does not fail.
    serde_json::to_string(&Headers(headers)).map_or(NONE.into(), Cow::Owned)
}

struct Headers<'a>(&'a [Header]);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for (name, value) in self.0 {
            match std::str::from_utf8(value) {
                Ok(text) => list.serialize_element(&(name, text))?,
                Err(_) => list.serialize_element(&(name, Hex { hex: hex(value) }))?,
            }
        }
        list.end()
    }
}

#[derive(serde::Serialize)]
struct Hex {
    hex: String,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(letter: &DeadLetter) -> Vec<(String, Value<'_>)> {
        let mut values = Vec::new();
        letter.values(&mut values);
        let columns = DeadLetter::columns();
        assert_eq!(columns.len(), values.len());
        columns.into_iter().map(|column| column.name).zip(values).collect()
    }

    #[test]
    fn each_column_is_named_as_its_field() {
        let letter = DeadLetter::default();
        let serde_json::Value::Object(fields) = serde_json::to_value(&letter).unwrap() else {
            panic!("not a struct");
        };
        let mut columns: Vec<_> = values(&letter).into_iter().map(|(name, _)| name).collect();
        columns.sort();
        let mut fields: Vec<_> = fields.into_iter().map(|(name, _)| name).collect();
        fields.sort();
        assert_eq!(columns, fields);
    }

    #[test]
    fn each_value_stands_under_its_name() {
        let letter = DeadLetter {
            pipeline: "p".into(),
            stage: "st".into(),
            coordinates: "t-0@1".into(),
            ordinal: 2,
            reason: Reason::TooFarAhead,
            rule: "r".into(),
            message: "m".into(),
            source: "so".into(),
            event_time: Some(EventTime::MIN),
            key: Some(vec![1]),
            headers: vec![],
            payload: vec![2],
            time: EventTime::MAX,
            incarnation: 3,
        };
        let wanted = [
            ("pipeline", Value::Text("p".into())),
            ("stage", Value::Text("st".into())),
            ("coordinates", Value::Text("t-0@1".into())),
            ("ordinal", Value::UInt(2)),
            ("reason", Value::Text("too_far_ahead".into())),
            ("rule", Value::Text("r".into())),
            ("message", Value::Text("m".into())),
            ("source", Value::Text("so".into())),
            ("event_time", Value::Time(EventTime::MIN)),
            ("key", Value::Bytes(&[1])),
            ("headers", Value::Text("[]".into())),
            ("payload", Value::Bytes(&[2])),
            ("time", Value::Time(EventTime::MAX)),
            ("incarnation", Value::UInt(3)),
        ];
        assert_eq!(values(&letter), wanted.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn headers_keep_order_repetition_and_bytes() {
        let headers = [("a", &b"\"1\"\0"[..]), ("a", b""), ("raw", b"\xff\x00")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_vec()));
        let text = r#"[["a","\"1\"\u0000"],["a",""],["raw",{"hex":"ff00"}]]"#;
        assert_eq!(json(&headers), text);
    }
}
