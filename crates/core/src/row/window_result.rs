//! Rows of what windows yield.

use super::{Column, Field, Row, Value};
use crate::{EventTime, Window, WindowResult};

/// `window_start` and `window_end`, which is the first instant after the window.
impl Row for Window {
    fn columns() -> Vec<Column> {
        ["window_start", "window_end"].map(Column::of::<EventTime>).into()
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        into.extend([self.start.value(), self.end.value()]);
    }
}

/// `window_start`, `window_end`, `key` and `value`.
impl<K: Field, V: Field> Row for WindowResult<K, V> {
    fn columns() -> Vec<Column> {
        let mut columns = Window::columns();
        columns.extend([Column::of::<K>("key"), Column::of::<V>("value")]);
        columns
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        self.window.values(into);
        into.extend([self.key.value(), self.value.value()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::ColumnType;
    use std::sync::Arc;

    #[test]
    fn a_window_result_is_its_window_then_key_and_value() {
        type Counted = WindowResult<String, Option<u64>>;
        let columns =
            Arc::<Counted>::columns().into_iter().map(|c| (c.name, c.ty, c.nullable)).collect::<Vec<_>>();
        let wanted = [
            ("window_start", ColumnType::Time, false),
            ("window_end", ColumnType::Time, false),
            ("key", ColumnType::Text, false),
            ("value", ColumnType::UInt, true),
        ];
        assert_eq!(columns, wanted.map(|(name, ty, null)| (name.to_owned(), ty, null)));

        let window = Window { start: EventTime::MIN, end: EventTime::from_secs(1) };
        let row = Arc::new(Counted { window, key: "k".into(), value: None });
        let mut values = vec![Value::Bool(true)];
        row.values(&mut values);
        let wanted = [
            Value::Bool(true),
            Value::Time(EventTime::MIN),
            Value::Time(EventTime::from_secs(1)),
            Value::Text("k".into()),
            Value::Null,
        ];
        assert_eq!(values, wanted);
    }
}
