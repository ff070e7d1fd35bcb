use crate::format::Format;
use crate::output::Output;
use aqueduct_core::{Epoch, NoCommit, Prepared, Record, Refused, Result, SinkWriter};
use async_trait::async_trait;
use std::fmt;

/// Prints the records of one subtask, to the output that all of them share.
pub struct ConsoleWriter<T> {
    format: Format<T>,
    output: Output,
}

impl<T> ConsoleWriter<T> {
    pub(crate) fn new(format: Format<T>, output: Output) -> Self {
        Self { format, output }
    }
}

#[async_trait]
impl<T: Send + 'static> SinkWriter<T> for ConsoleWriter<T> {
    type Commit = NoCommit;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        let (mut lines, mut bad) = (Vec::with_capacity(rows.len()), Vec::new());
        for (nth, row) in rows.iter().enumerate() {
            match self.format.line(row) {
                Ok(line) => lines.push(line),
                Err(reason) => bad.push((nth, reason)),
            }
        }
        self.output.print(lines).await?;
        // From the back, so that the places stay right.
        let refused = bad.into_iter().rev().map(|(nth, reason)| {
            let row = rows.swap_remove(nth);
            Refused { row, nth: Some(nth), reason }
        });
        let mut refused: Vec<_> = refused.collect();
        refused.reverse();
        rows.clear();
        Ok(refused)
    }

    async fn prepare(&mut self, _: Epoch) -> Result<Prepared<T, NoCommit>> {
        self.output.flush().await?;
        Ok(Prepared::nothing())
    }

    async fn commit(&mut self, _: Epoch) -> Result<()> {
        Ok(())
    }
}

impl<T> fmt::Debug for ConsoleWriter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleWriter").field("output", &self.output.name()).finish_non_exhaustive()
    }
}
