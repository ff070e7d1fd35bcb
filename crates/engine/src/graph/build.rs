use super::{Graph, NodeId, NodeInfo, Opening, Parts};
use crate::account::Task;
use crate::context::Context;
use crate::flow::{Cursor, Inputs, Outlet, WiresSlot, inputs::Input};
use crate::state::{Recovered, State};
use aqueduct_core::{DeadLetter, Error, Record, Result};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// A task that runs until its last barrier.
pub(crate) type Running = BoxFuture<'static, Result<()>>;

/// Builds the task of one subtask; `None` where there is nothing to run.
pub(crate) type Root = Box<dyn Fn(&mut Opening<'_>) -> Result<Option<Running>> + Send>;

/// One start under construction.
pub(crate) struct Build {
    pub(crate) context: Arc<Context>,
    pub(super) wires: HashMap<(usize, usize), WiresSlot>,
    /// The receiving ends at the dead-letter sink, one per task.
    dead: Option<Vec<Input<Record<DeadLetter>>>>,
    recovered: Recovered,
    states: usize,
}

impl Build {
    pub(crate) fn new(context: Arc<Context>, recovered: Recovered, dead_letters: bool) -> Self {
        Self { context, wires: HashMap::new(), dead: dead_letters.then(Vec::new), recovered, states: 0 }
    }

    pub(super) fn dead_outlet(&mut self) -> Option<Outlet<Record<DeadLetter>>> {
        let limit = self.context.channel_limit;
        self.dead.as_mut().map(|inputs| Inputs::add(inputs, limit, "dead-letters"))
    }

    /// The dead-letter sink takes what all tasks before it have been given the other end of.
    pub(crate) fn dead_inputs(&mut self) -> Inputs<Record<DeadLetter>> {
        Inputs::new(self.dead.take().unwrap_or_default(), true)
    }

    pub(super) fn state(&mut self, node: &NodeInfo, subtask: usize) -> Result<State> {
        self.states += 1;
        let restored = self.recovered.take(node, subtask, self.context.parallelism)?;
        Ok(State::new(node.id, subtask, Arc::clone(&self.context), restored))
    }

    /// How many states will be saved at every barrier.
    pub(crate) fn states(&self) -> usize {
        self.states
    }

    /// Builds one task, and names the step if it panics.
    pub(super) fn task(
        &mut self,
        (graph, parts): (&Graph, &Parts),
        node: NodeId,
        root: &Root,
        subtask: usize,
    ) -> Result<Option<(String, Running)>> {
        let task = Task::new(&self.context);
        let mut at = Opening {
            graph,
            parts,
            build: self,
            subtask,
            task: Arc::clone(&task),
            cursor: Cursor::new(None),
            clock: None,
            source: None,
        };
        let Some(running) = root(&mut at)? else {
            return Ok(None);
        };
        let name = format!("{}[{subtask}]", graph.info(node).label);
        let label = graph.info(node).label.clone();
        let guarded = async move {
            let caught = AssertUnwindSafe(running).catch_unwind().await;
            caught.unwrap_or_else(|panic| Err(panicked(&task, &label, panic.as_ref())))
        };
        Ok(Some((name, Box::pin(guarded))))
    }
}

/// What a panic becomes: the run fails with the step's name, it never hangs.
fn panicked(task: &Task, label: &str, panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    let step = task.blamed().unwrap_or(label);
    Error::internal("a closure of the pipeline panicked").with("step", step).with("panic", text)
}
