use aqueduct_core::{Column, ColumnType, Row, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The row that the sink laws write: a key and a text.
///
/// It is a [`Row`] and serde data, so most sinks take it as it is. Its columns are `id` (a signed
/// integer of 64 bits, the key of upserting sinks) and `text`; neither is ever NULL.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sample {
    /// The key.
    pub id: i64,
    /// Anything.
    pub text: String,
}

impl Sample {
    /// A row.
    pub fn new(id: i64, text: impl Into<String>) -> Self {
        Self { id, text: text.into() }
    }
}

impl Row for Sample {
    fn columns() -> Vec<Column> {
        let column = |name: &str, ty| Column { name: name.into(), ty, nullable: false };
        vec![column("id", ColumnType::Int), column("text", ColumnType::Text)]
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        into.extend([Value::Int(self.id), Value::Text(Cow::Borrowed(&self.text))]);
    }
}
