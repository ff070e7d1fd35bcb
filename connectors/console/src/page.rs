use crate::format::Line;
use aqueduct_core::{Column, ColumnType, EventTime};
use std::time::Duration;

/// Lays rows out, and knows what was printed last.
pub(crate) struct Page {
    /// None for plain lines.
    columns: Option<Vec<Column>>,
    /// The most rows of a table that are shown.
    pub(crate) limit: usize,
    /// The time of the table printed last.
    time: Option<EventTime>,
    /// Rows of it so far.
    count: usize,
    /// The widths of its columns, in characters.
    widths: Vec<usize>,
}

impl Page {
    pub(crate) fn new(columns: Option<Vec<Column>>) -> Self {
        Self { columns, limit: usize::MAX, time: None, count: 0, widths: Vec::new() }
    }

    /// The last table was not printed after all.
    pub(crate) fn forget(&mut self) {
        self.time = None;
    }

    /// The text to print for these rows.
    pub(crate) fn lay_out(&mut self, rows: &[Line]) -> String {
        let mut text = String::new();
        let Some(columns) = self.columns.take() else {
            for row in rows {
                text.extend(row.cells.iter().map(String::as_str).chain(["\n"]));
            }
            return text;
        };
        for table in rows.chunk_by(|a, b| a.time == b.time) {
            self.table(&columns, table, &mut text);
        }
        self.columns = Some(columns);
        text
    }

    /// One table, or more of the last one.
    fn table(&mut self, columns: &[Column], rows: &[Line], text: &mut String) {
        let goes_on = self.time == Some(rows[0].time);
        if !goes_on {
            self.widths = columns.iter().map(|column| width(&column.name)).collect();
            self.count = 0;
        }
        let left = self.limit.saturating_sub(self.count);
        let shown = &rows[..rows.len().min(left)];
        for row in shown {
            for (widest, cell) in self.widths.iter_mut().zip(&row.cells) {
                *widest = width(cell).max(*widest);
            }
        }
        if !goes_on {
            if self.time.is_some() {
                text.push('\n');
            }
            self.time = Some(rows[0].time);
            text.push_str(&heading(rows[0].time));
            self.row(columns, columns.iter().map(|column| column.name.as_str()), text);
        }
        for row in shown {
            self.row(columns, row.cells.iter().map(String::as_str), text);
        }
        // Once, by the part of the table that goes over the limit.
        if self.count <= self.limit && self.count + rows.len() > self.limit {
            text.push_str("...\n");
        }
        self.count += rows.len();
    }

    fn row<'c>(&self, columns: &[Column], cells: impl Iterator<Item = &'c str>, text: &mut String) {
        let from = text.len();
        for ((cell, column), widest) in cells.zip(columns).zip(&self.widths) {
            let padding = " ".repeat(widest - width(cell));
            if is_number(column.ty) {
                text.extend([&padding, cell, "  "]);
            } else {
                text.extend([cell, &padding, "  "]);
            }
        }
        text.truncate(from + text[from..].trim_end_matches(' ').len());
        text.push('\n');
    }
}

/// The results of a window carry its last microsecond as their time: a time just before a full second
/// is taken for one of these, and the window's end is shown, which is what people think in.
fn heading(time: EventTime) -> String {
    let end = time.plus(Duration::from_micros(1));
    if time == EventTime::MIN {
        "-- without a time --\n".to_owned()
    } else if end.micros() % 1_000_000 == 0 {
        format!("-- window ending {end} --\n")
    } else {
        format!("-- at {time} --\n")
    }
}

fn is_number(ty: ColumnType) -> bool {
    matches!(ty, ColumnType::Int | ColumnType::UInt | ColumnType::Float)
}

fn width(text: &str) -> usize {
    text.chars().count()
}
