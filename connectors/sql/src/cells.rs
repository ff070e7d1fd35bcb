use aqueduct_core::{Error, Record, Result, Row, Value};

/// The values of many rows, in one piece.
pub(crate) struct Cells<'a> {
    cells: Vec<Value<'a>>,
    width: usize,
}

impl<'a> Cells<'a> {
    /// # Errors
    /// `Internal` when a row gives another number of values than it has columns.
    pub(crate) fn of<T: Row>(rows: &'a [Record<T>], width: usize) -> Result<Self> {
        let mut cells = Vec::with_capacity(rows.len() * width);
        for (nth, row) in (1..).zip(rows) {
            row.value.values(&mut cells);
            if cells.len() != nth * width {
                let error = Error::internal("a row gives another number of values than it has columns");
                return Err(error.with("row", std::any::type_name::<T>()).with("columns", width));
            }
        }
        Ok(Self { cells, width })
    }

    pub(crate) fn row(&self, row: usize) -> &[Value<'a>] {
        &self.cells[row * self.width..][..self.width]
    }

    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [Value<'a>] {
        &mut self.cells[row * self.width..][..self.width]
    }
}

/// The rows of one statement: some of a call's, in the order in which they are to be written.
#[derive(Clone, Copy)]
pub struct Rows<'r> {
    pub(crate) cells: &'r Cells<'r>,
    pub(crate) order: &'r [u32],
}

impl Rows<'_> {
    /// No rows.
    pub fn none() -> Self {
        static NONE: Cells<'static> = Cells { cells: Vec::new(), width: 0 };
        Self { cells: &NONE, order: &[] }
    }
}

impl<'r> Rows<'r> {
    /// How many.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Each row's values, in the order of the columns.
    pub fn iter(&self) -> impl Iterator<Item = &'r [Value<'r>]> + use<'r> {
        let Self { cells, order } = *self;
        order.iter().map(move |row| cells.row(*row as usize))
    }

    /// The first `n` rows and the others.
    pub fn split_at(&self, n: usize) -> (Self, Self) {
        let (first, rest) = self.order.split_at(n.min(self.order.len()));
        (Self { cells: self.cells, order: first }, Self { cells: self.cells, order: rest })
    }
}

impl std::fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("rows", &self.len()).finish_non_exhaustive()
    }
}
