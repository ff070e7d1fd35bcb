use crate::{Layout, Limits, Plan, Session};
use aqueduct_core::Result;
use async_trait::async_trait;
use std::fmt::Debug;
use std::sync::Arc;

/// One kind of database, and how to get to one of them. Its `Debug` shows no secrets.
#[async_trait]
pub trait Database: Clone + Debug + Send + Sync + 'static {
    /// What it takes to write to a table that was found.
    type Layout: Layout;
    /// A connection.
    type Session: Session;

    /// How much goes into one statement.
    fn limits(&self) -> Limits;

    /// Makes the table if that is asked for, and checks it against the plan.
    ///
    /// # Errors
    /// `Config` naming table and column when it does not fit; `Unavailable`, `Denied`.
    async fn inspect(&self, plan: &Plan) -> Result<Self::Layout>;

    /// Opens a connection to write with.
    async fn connect(&self, layout: &Arc<Self::Layout>) -> Result<Self::Session>;
}
