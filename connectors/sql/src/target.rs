use crate::version::Version;
use crate::{Database, Plan, SqlWriter};
use aqueduct_core::{Result, Row, Run};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A table as a sink sees it: what its calls and its writers have in common.
pub struct Target<D: Database> {
    shared: Arc<Shared<D>>,
    /// As of the last `claim`.
    layout: Mutex<Option<Arc<D::Layout>>>,
}

pub(crate) struct Shared<D> {
    pub(crate) database: D,
    pub(crate) plan: Plan,
    pub(crate) version: Version,
}

impl<D: Database> Target<D> {
    /// Rows of `plan` in `database`.
    pub fn new(database: D, plan: Plan) -> Self {
        let shared = Shared { database, plan, version: Version::default() };
        Self { shared: Arc::new(shared), layout: Mutex::new(None) }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.shared.plan
    }

    /// The database.
    pub fn database(&self) -> &D {
        &self.shared.database
    }

    /// Checks that the database is there and that the table fits.
    ///
    /// # Errors
    /// As [`Database::inspect`].
    pub async fn claim(&self, run: &Run) -> Result<()> {
        run.faults.reach("sql.claim.before").await?;
        self.inspect().await?;
        run.faults.reach("sql.claim.after").await
    }

    /// Opens a writer.
    ///
    /// # Errors
    /// `Unavailable`, `Denied`; without a `claim` before, as that.
    pub async fn open<T: Row>(&self, run: &Run) -> Result<SqlWriter<T, D>> {
        let known = self.layout.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let layout = match known {
            Some(layout) => layout,
            None => self.inspect().await?,
        };
        SqlWriter::open(Arc::clone(&self.shared), layout, run).await
    }

    async fn inspect(&self) -> Result<Arc<D::Layout>> {
        let layout = Arc::new(self.shared.database.inspect(&self.shared.plan).await?);
        let mut known = self.layout.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Arc::clone(&layout));
        Ok(layout)
    }
}

impl<D: Database> fmt::Debug for Target<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("database", &self.shared.database)
            .field("table", &self.shared.plan.table)
            .finish_non_exhaustive()
    }
}
