use super::Assigned;
use crate::checkpoint::Raw;
use crate::flow::Barrier;
use aqueduct_core::{Boundedness, EventTime, Lag, Result, SplitId};
use async_trait::async_trait;

/// What a discovery found, in the connector's own form.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) splits: Vec<(SplitId, Raw)>,
    pub(crate) forget: Vec<SplitId>,
}

/// What the coordinator holds: sources of different types in one list.
#[async_trait]
pub(crate) trait AnySource: Send + Sync {
    fn name(&self) -> &str;
    fn boundedness(&self) -> Boundedness;
    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Found>;
    /// A discovered split with a stored position.
    fn resume_from(&self, discovered: Raw, stored: &Raw) -> Result<Raw>;

    /// Before the tasks of a start are built: how many there will be and what they begin from.
    fn begin(&self, parallelism: usize, watermark: EventTime);
    fn assign(&self, subtask: usize, splits: Vec<Assigned>) -> Result<()>;
    fn trigger(&self, barrier: Barrier);
    fn served(&self, splits: &[SplitId]);
    fn finish(&self);
    fn acknowledge(&self, subtask: usize, upto: &[Raw]) -> Result<()>;
    /// How far each split is behind, as last seen.
    fn lags(&self) -> Vec<Lag>;
    /// What every subtask has forwarded.
    fn watermarks(&self) -> Vec<EventTime>;
}
