use crate::admit::admit;
use crate::cells::{Cells, Rows};
use crate::compare::compare;
use crate::{Layout, Limits, Plan};
use aqueduct_core::{Error, Record, Result, Row};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The rows of one call: checked, one for each key, in the order in which they are written.
pub(crate) struct Batch<'a> {
    cells: Cells<'a>,
    /// By row.
    bytes: Vec<usize>,
    /// What is written.
    order: Vec<u32>,
    /// For a row that replaces others of this call with the same key: the one before it.
    before: HashMap<u32, u32>,
    limits: Limits,
}

impl<'a> Batch<'a> {
    /// Also answers with the rows that are refused before they are sent.
    pub(crate) fn of<T: Row>(
        rows: &'a [Record<T>],
        plan: &Plan,
        layout: &impl Layout,
        limits: Limits,
    ) -> Result<(Self, Vec<(u32, Error)>)> {
        let cells = Cells::of(rows, plan.columns.len())?;
        let (order, bytes) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut batch = Self { cells, bytes, order, before: HashMap::new(), limits };
        let mut refused = Vec::new();
        for row in 0..u32::try_from(rows.len()).map_err(|_| Error::internal("more rows than a u32 counts"))? {
            match admit(plan, layout, &mut batch.cells, row as usize) {
                Ok(bytes) => {
                    batch.bytes.push(bytes);
                    batch.order.push(row);
                }
                Err(reason) => {
                    batch.bytes.push(0);
                    refused.push((row, reason));
                }
            }
        }
        if !plan.key.is_empty() {
            batch.compact(&plan.key);
        }
        Ok((batch, refused))
    }

    /// Keeps the last row of each key, in the order of the keys: all writers lock rows in the same order.
    fn compact(&mut self, key: &[usize]) {
        let Self { cells, order, before, .. } = self;
        let by_key = |a: &u32, b: &u32| {
            let (a, b) = (cells.row(*a as usize), cells.row(*b as usize));
            key.iter().map(|at| compare(&a[*at], &b[*at])).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        };
        order.sort_unstable_by(|a, b| by_key(a, b).then(a.cmp(b)));
        let mut kept = 0;
        for at in 0..order.len() {
            let row = order[at];
            if kept > 0 && by_key(&order[kept - 1], &row).is_eq() {
                before.insert(row, order[kept - 1]);
                order[kept - 1] = row;
            } else {
                order[kept] = row;
                kept += 1;
            }
        }
        order.truncate(kept);
    }

    /// From now on in the order in which rows came.
    pub(crate) fn in_order_of_arrival(&mut self) {
        self.order.sort_unstable();
    }

    /// What is written, cut to statements.
    pub(crate) fn chunks(&self) -> Vec<&[u32]> {
        let (mut chunks, mut from, mut bytes) = (Vec::new(), 0, 0);
        for (at, row) in self.order.iter().enumerate() {
            let more = self.bytes[*row as usize];
            if at > from && (at - from >= self.limits.rows || bytes + more > self.limits.bytes) {
                chunks.push(&self.order[from..at]);
                (from, bytes) = (at, 0);
            }
            bytes += more;
        }
        if from < self.order.len() {
            chunks.push(&self.order[from..]);
        }
        chunks
    }

    pub(crate) fn rows<'r>(&'r self, order: &'r [u32]) -> Rows<'r> {
        Rows { cells: &self.cells, order }
    }

    /// The row whose place this one takes.
    pub(crate) fn before(&self, row: u32) -> Option<&u32> {
        self.before.get(&row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::plan;
    use aqueduct_core::{Column, ColumnType, ErrorKind, EventTime, Value};
    use std::borrow::Cow;

    pub(crate) struct Line(i64, Option<&'static str>);

    impl Row for Line {
        fn columns() -> Vec<Column> {
            let column = |name: &str, ty, nullable| Column { name: name.into(), ty, nullable };
            vec![column("id", ColumnType::Int, false), column("text", ColumnType::Text, true)]
        }

        fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
            let text = self.1.map_or(Value::Null, |text| match text {
                "wrong kind" => Value::Bool(true),
                text => Value::Text(text.into()),
            });
            into.extend([Value::Int(self.0), text]);
        }
    }

    struct NoX;

    impl Layout for NoX {
        fn admit(&self, _: usize, value: &mut Value<'_>) -> Result<(), Cow<'static, str>> {
            match value {
                Value::Text(text) if text.contains('x') => Err("an x".into()),
                _ => Ok(()),
            }
        }
    }

    fn batch<'a>(rows: &'a [Record<Line>], key: &[&str], limits: Limits) -> (Batch<'a>, Vec<(u32, Error)>) {
        Batch::of(rows, &plan(key, None), &NoX, limits).unwrap()
    }

    fn lines(lines: &[(i64, &'static str)]) -> Vec<Record<Line>> {
        lines.iter().map(|(id, text)| Record::new(Line(*id, Some(text)), EventTime::MIN)).collect()
    }

    const WIDE: Limits = Limits { rows: 100, bytes: 1 << 20 };

    #[test]
    fn the_last_row_of_a_key_is_kept_and_keys_are_in_order() {
        let rows = lines(&[(3, "a"), (1, "b"), (3, "c"), (2, "d"), (1, "e"), (3, "f")]);
        let (mut batch, refused) = batch(&rows, &["id"], WIDE);
        assert!(refused.is_empty());
        assert_eq!(batch.chunks(), [[4, 3, 5]]);
        assert_eq!((batch.before(5), batch.before(2), batch.before(0)), (Some(&2), Some(&0), None));
        batch.in_order_of_arrival();
        assert_eq!(batch.chunks(), [[3, 4, 5]]);
    }

    #[test]
    fn appended_rows_stay_as_they_came() {
        let rows = lines(&[(3, "a"), (1, "b"), (3, "c")]);
        assert_eq!(batch(&rows, &[], WIDE).0.chunks(), [[0, 1, 2]]);
    }

    #[test]
    fn statements_are_cut_by_rows_and_by_bytes() {
        let rows = lines(&[(0, "aaaa"), (1, "a"), (2, "a"), (3, "aaaaaaaaaaaaaaaaaaaaaaaa"), (4, "a")]);
        let cut = |rows_, bytes| -> Vec<usize> {
            let (batch, _) = batch(&rows, &[], Limits { rows: rows_, bytes });
            batch.chunks().iter().map(|chunk| chunk.len()).collect()
        };
        assert_eq!(cut(2, 1000), [2, 2, 1]);
        assert_eq!(cut(100, 21), [2, 1, 1, 1]);
        assert_eq!(cut(1, 0), [1; 5]);
        assert!(batch(&[], &[], WIDE).0.chunks().is_empty());
    }

    #[test]
    fn unfit_rows_are_refused_before_they_are_sent() {
        let mut rows = lines(&[(1, "a"), (1, "x"), (2, "wrong kind")]);
        rows.push(Record::new(Line(3, None), EventTime::MIN));
        let (batch, refused) = batch(&rows, &["id"], WIDE);
        assert_eq!(batch.chunks(), [[0, 3]]);
        let refused: Vec<_> = refused.iter().map(|(row, error)| (*row, error.message())).collect();
        assert_eq!(refused, [(1, "an x"), (2, "the value is not of its column's type")]);
    }

    #[test]
    fn a_refusal_names_table_and_column() {
        let rows = lines(&[(1, "x")]);
        let (_, refused) = batch(&rows, &[], WIDE);
        let error = &refused[0].1;
        assert_eq!(error.kind(), ErrorKind::BadRecord);
        assert_eq!((error.context("table"), error.context("column")), (Some("t"), Some("text")));
    }
}
