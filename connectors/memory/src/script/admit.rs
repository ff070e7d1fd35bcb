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
        for (nth, row) in rows.drain(..count).enumerate() {
            let planned = self.script().in_write(&row.value);
            match planned.and_then(|()| check(&row.value)) {
                Ok(()) => taken.push(row),
                Err(reason) => refused.push(Refused { row, nth: Some(nth), reason }),
            }
        }
        if half.is_err() {
            // An error cannot carry them, so they are not taken: the next call refuses them.
            rows.splice(0..0, refused.drain(..).map(|refused| refused.row));
        }
        Ok((taken, half.map(|()| refused)))
    }
}
