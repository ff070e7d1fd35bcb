use crate::split::KafkaSplit;
use aqueduct_core::SplitId;
use tokio::sync::oneshot;

/// What a reader asks of its consumer. When there is no reader any more, the consumer closes.
pub(crate) enum Command {
    /// Read these as well; answered when they are being read.
    Add(Vec<KafkaSplit>, oneshot::Sender<()>),
    /// Exactly these are not asked for now.
    Hold(Vec<SplitId>),
    /// Show these in the consumer group.
    Commit(Vec<KafkaSplit>),
}
