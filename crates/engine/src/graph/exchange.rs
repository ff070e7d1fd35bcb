use super::{Graph, NodeId, Opening};
use crate::flow::{Collector, receive};
use aqueduct_core::Result;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

/// The channels from every subtask of a step to every subtask of what follows it.
pub struct Exchange<E> {
    pub(crate) id: ExchangeId,
    graph: std::rc::Weak<RefCell<Graph>>,
    elements: PhantomData<fn() -> E>,
}

/// An exchange by number, and who sends to whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExchangeId {
    pub(crate) number: usize,
    pub(crate) reach: Reach,
    /// The step it belongs to.
    pub(crate) node: NodeId,
}

/// Who sends to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Every subtask to every subtask.
    All,
    /// Every subtask to the first.
    First,
    /// Within each subtask, from this many producers to one.
    Within(usize),
}

impl<E: Send + 'static> Exchange<E> {
    pub(crate) fn new(graph: &Rc<RefCell<Graph>>, node: NodeId, reach: Reach) -> Self {
        let number = graph.borrow().exchanges;
        graph.borrow_mut().exchanges += 1;
        let id = ExchangeId { number, reach, node };
        Self { id, graph: Rc::downgrade(graph), elements: PhantomData }
    }

    /// A copy that only names the channels, for use while building: it can be sent.
    pub fn wires(&self) -> WiresOf<E> {
        WiresOf { id: self.id, elements: PhantomData }
    }

    /// Builds the receiving end. It runs as a task of its own in every subtask, unless the pipeline has
    /// a single subtask: then nothing is exchanged and `build` is not called.
    pub fn receive(
        &self,
        build: impl Fn(&mut Opening<'_>) -> Result<Box<dyn Collector<E>>> + Send + 'static,
    ) {
        let Some(graph) = self.graph.upgrade() else {
            return;
        };
        let (wires, reach) = (self.wires(), self.id.reach);
        graph.borrow_mut().root(self.id.node, move |at| {
            let unused = match reach {
                Reach::All => at.parallelism() == 1,
                Reach::First => at.parallelism() == 1 || at.subtask() > 0,
                Reach::Within(_) => false,
            };
            if unused {
                return Ok(None);
            }
            let out = build(at)?;
            let (inputs, end) = (at.inputs(wires)?, at.task_end());
            Ok(Some(Box::pin(receive(inputs, out, end))))
        });
    }
}

impl<E> fmt::Debug for Exchange<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exchange").field(&self.id).finish()
    }
}

/// Names the channels of an [`Exchange`] while a subtask is built.
pub struct WiresOf<E> {
    pub(crate) id: ExchangeId,
    elements: PhantomData<fn() -> E>,
}

impl<E> Clone for WiresOf<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for WiresOf<E> {}

impl<E> fmt::Debug for WiresOf<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WiresOf").field(&self.id).finish()
    }
}
