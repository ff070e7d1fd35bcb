use crate::escape::{escape, escape_json};
use aqueduct_core::{Column, Error, ErrorKind, EventTime, Record, Result, Row};
use serde::Serialize;
use std::sync::Arc;

/// How a record becomes text.
pub(crate) struct Format<T> {
    /// `None` for plain lines.
    pub(crate) columns: Option<Vec<Column>>,
    cells: Cells<T>,
}

type Cells<T> = Arc<dyn Fn(&Record<T>) -> Result<Vec<String>> + Send + Sync>;

/// A record as text, with its time. A plain line is one cell.
pub(crate) struct Line {
    pub(crate) time: EventTime,
    pub(crate) cells: Vec<String>,
}

impl<T> Format<T> {
    pub(crate) fn table() -> Self
    where
        T: Row,
    {
        let columns = T::columns().into_iter().map(|column| Column { name: escape(column.name), ..column });
        Self {
            columns: Some(columns.collect()),
            cells: Arc::new(|record| {
                let mut values = Vec::new();
                record.value.values(&mut values);
                Ok(values.iter().map(|value| escape(value.to_string())).collect())
            }),
        }
    }

    pub(crate) fn json() -> Self
    where
        T: Serialize,
    {
        Self::lines(|record| match serde_json::to_string(&record.value) {
            Ok(json) => Ok(escape_json(json)),
            Err(error) => {
                let reason = Error::new(ErrorKind::BadRecord, "the record cannot be written as JSON");
                Err(reason.because(error))
            }
        })
    }

    pub(crate) fn with(format: impl Fn(&Record<T>) -> String + Send + Sync + 'static) -> Self {
        Self::lines(move |record| Ok(escape(format(record))))
    }

    fn lines(line: impl Fn(&Record<T>) -> Result<String> + Send + Sync + 'static) -> Self {
        Self { columns: None, cells: Arc::new(move |record| Ok(vec![line(record)?])) }
    }

    /// # Errors
    /// `BadRecord` when there is no text for it.
    pub(crate) fn line(&self, record: &Record<T>) -> Result<Line> {
        let cells = (self.cells)(record)?;
        Ok(Line { time: record.time, cells })
    }
}

impl<T> Clone for Format<T> {
    fn clone(&self) -> Self {
        Self { columns: self.columns.clone(), cells: Arc::clone(&self.cells) }
    }
}
