use crate::checkpoint::Raw;
use aqueduct_core::{Delivery, Epoch, EventTime, Result, Run};
use async_trait::async_trait;
use tokio::sync::mpsc;

/// What the coordinator holds: sinks of different row and commit types in one list.
#[async_trait]
pub(crate) trait AnySink: Send + Sync {
    fn name(&self) -> &str;
    fn delivery(&self) -> Delivery;
    /// Whether it is the dead-letter sink.
    fn takes_letters(&self) -> bool;
    async fn claim(&self, run: &Run) -> Result<Option<Epoch>>;
    async fn publish(&self, epoch: Epoch, watermark: EventTime, commits: &[Raw]) -> Result<()>;
    async fn sweep(&self, run: &Run) -> Result<()>;

    /// Before the tasks of a start are built: the way to tell a transactional writer to commit.
    fn begin(&self) -> mpsc::UnboundedSender<Epoch>;

    /// How many writers it has.
    fn writers(&self, parallelism: usize) -> usize {
        let one = self.delivery() == Delivery::Transactional || self.takes_letters();
        if one { 1 } else { parallelism }
    }
}
