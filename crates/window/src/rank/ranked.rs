use aqueduct_core::row::{Column, Field, Row, Value};
use aqueduct_core::{EventTime, Window};
use serde::{Deserialize, Serialize};

/// A result and its place among all results of its window.
///
/// As a row its columns are `window_start`, `window_end`, `rank`, `key` and `value`; the first and the third
/// identify it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked<K, V> {
    /// The window.
    pub window: Window,
    /// The place, from 1.
    pub rank: u32,
    /// The key.
    pub key: K,
    /// What the window yielded for it.
    pub value: V,
}

impl<K: Field, V: Field> Row for Ranked<K, V> {
    fn columns() -> Vec<Column> {
        vec![
            Column::of::<EventTime>("window_start"),
            Column::of::<EventTime>("window_end"),
            Column::of::<u32>("rank"),
            Column::of::<K>("key"),
            Column::of::<V>("value"),
        ]
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        let Self { window, rank, key, value } = self;
        into.extend([window.start.value(), window.end.value(), rank.value(), key.value(), value.value()]);
    }
}
