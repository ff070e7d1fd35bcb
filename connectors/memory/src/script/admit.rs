use super::TableCall;
use crate::table::MemoryTable;
use aqueduct_core::{Record, Refused, Result};

impl<T> MemoryTable<T> {
    /// Takes rows from the front, as `SinkWriter::write` has to: gives those to be stored, and what
    /// `write` answers after it has stored them. Rows that do not pass `check` are refused.
    pub(crate) async fn admit(
        &self,
        rows: &mut Vec<Record<T>>,
        mut check: impl FnMut(&T) -> Result<()>,
    ) -> Result<(Vec<Record<T>>, Result<Vec<Refused<T>>>)> {
        self.script().pass(TableCall::Write).await?;
        let half = self.script().failures.check(TableCall::HalfWrite);
        let count = if half.is_err() { rows.len() / 2 } else { rows.len() };
        let (mut taken, mut refused) = (Vec::with_capacity(count), Vec::new());
        let mut left = std::mem::take(rows).into_iter().enumerate();
        for (nth, row) in left.by_ref().take(count) {
            let planned = self.script().in_write(&row.value);
            match planned.and_then(|()| check(&row.value)) {
                Ok(()) => taken.push(row),
                // An error cannot carry refusals, and what is left has to be an end: the next call refuses it.
                Err(_) if half.is_err() => {
                    rows.push(row);
                    break;
                }
                Err(reason) => refused.push(Refused { row, nth: Some(nth), reason }),
            }
        }
        rows.extend(left.map(|(_, row)| row));
        Ok((taken, half.map(|()| refused)))
    }
}
