use crate::format::Format;
use crate::output::Output;
use crate::page::Page;
use crate::writer::ConsoleWriter;
use aqueduct_core::{Delivery, Epoch, EventTime, NoCommit, Record, Result, Row, Run, Sink, SubtaskId};
use async_trait::async_trait;
use serde::Serialize;
use std::fmt;
use std::io::Write;

/// Prints records, on standard output if nothing else is said.
///
/// ```
/// use aqueduct_console::ConsoleSink;
/// let plain = ConsoleSink::<u64>::with(|record| format!("{} at {}", record.value, record.time));
/// let json = ConsoleSink::<Vec<u64>>::json().to(std::io::stderr());
/// ```
pub struct ConsoleSink<T> {
    format: Format<T>,
    output: Output,
}

impl<T> ConsoleSink<T> {
    /// Tables: records with the same time, one after the other, are the rows of one, under a heading
    /// with the time and the names of the columns.
    ///
    /// The results of a window have its last microsecond as their time; a time like that, just before a
    /// full second, is shown as `window ending` and the window's end.
    pub fn table() -> Self
    where
        T: Row,
    {
        Self::new(Format::table())
    }

    /// One line of JSON for each record. A record that cannot be written as JSON is refused.
    pub fn json() -> Self
    where
        T: Serialize,
    {
        Self::new(Format::json())
    }

    /// One line for each record, as `format` says. Line breaks in it are escaped like other control
    /// characters.
    pub fn with(format: impl Fn(&Record<T>) -> String + Send + Sync + 'static) -> Self {
        Self::new(Format::with(format))
    }

    /// The most rows that are shown of one table; `...` stands for the others. Lines are not limited.
    /// Default: all of them.
    #[must_use]
    pub fn limit(self, rows: usize) -> Self {
        self.output.limit(rows);
        self
    }

    /// Where to print. Whatever one `write` is given arrives in a single `write_all`, followed by
    /// `flush`, on a thread that may block. Default: standard output.
    #[must_use]
    pub fn to(mut self, writer: impl Write + Send + 'static) -> Self {
        self.output.redirect(Box::new(writer));
        self
    }

    fn new(format: Format<T>) -> Self {
        let output = Output::new(Page::new(format.columns.clone()));
        Self { format, output }
    }
}

#[async_trait]
impl<T: Send + 'static> Sink<T> for ConsoleSink<T> {
    type Commit = NoCommit;
    type Writer = ConsoleWriter<T>;

    fn delivery(&self) -> Delivery {
        Delivery::Append
    }

    async fn claim(&self, _: &Run) -> Result<Option<Epoch>> {
        Ok(None)
    }

    async fn publish(&self, _: Epoch, _: EventTime, _: &[NoCommit]) -> Result<()> {
        Ok(())
    }

    async fn sweep(&self, _: &Run) -> Result<()> {
        Ok(())
    }

    async fn open(&self, _: SubtaskId, _: &Run) -> Result<ConsoleWriter<T>> {
        Ok(ConsoleWriter::new(self.format.clone(), self.output.clone()))
    }
}

impl<T> fmt::Debug for ConsoleSink<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleSink")
            .field("columns", &self.format.columns)
            .field("output", &self.output.name())
            .finish()
    }
}
