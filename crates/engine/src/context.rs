use crate::account::{Ledger, LetterPolicy};
use crate::coordinator::Event;
use crate::graph::{NodeId, NodeInfo};
use crate::seam::Clock;
use aqueduct_core::fault::Faults;
use aqueduct_core::{Result, Run};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// What every task of one start knows.
pub(crate) struct Context {
    pub(crate) pipeline: String,
    pub(crate) store: u128,
    pub(crate) incarnation: u64,
    pub(crate) patience: Duration,
    pub(crate) parallelism: usize,
    pub(crate) linger: Duration,
    pub(crate) retries: usize,
    pub(crate) state_limit: usize,
    pub(crate) channel_limit: usize,
    pub(crate) letters: LetterPolicy,
    pub(crate) nodes: Arc<[NodeInfo]>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) events: mpsc::UnboundedSender<Event>,
    pub(crate) faults: Faults,
}

impl Context {
    pub(crate) fn label(&self, node: NodeId) -> &str {
        self.nodes.get(node.0).map_or("", |n| n.label.as_str())
    }

    /// Tells the coordinator. It is gone only when the run is over.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    pub(crate) async fn reach(&self, point: &'static str) -> Result<()> {
        self.faults.reach(point).await
    }

    /// This start as the sink `name` sees it.
    pub(crate) fn run_of(&self, name: &str) -> Run {
        Run {
            pipeline: self.pipeline.clone(),
            sink: name.to_owned(),
            store: self.store,
            incarnation: self.incarnation,
            patience: self.patience,
            faults: self.faults.clone(),
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("pipeline", &self.pipeline)
            .field("incarnation", &self.incarnation)
            .finish_non_exhaustive()
    }
}
