use super::exchange::{ExchangeId, Reach, WiresOf};
use super::port::CopyRecord;
use super::{Build, Factory, Graph, Node, Parts, Port};
use crate::account::{Tally, Task, TaskEnd};
use crate::flow::{Collector, Cursor, Discard, Inputs, Outlets, Output, SplitClock, Stage, Step, Tee, Wires};
use crate::state::State;
use aqueduct_core::fault::Planted;
use aqueduct_core::{Error, Record, Result};
use std::fmt;
use std::sync::Arc;

/// Builds one subtask of one task: what a verb asks for its place, its channels and its state.
pub struct Opening<'a> {
    pub(super) graph: &'a Graph,
    pub(super) parts: &'a Parts,
    pub(super) build: &'a mut Build,
    pub(super) subtask: usize,
    pub(super) task: Arc<Task>,
    pub(super) cursor: Cursor,
    /// A source's clock, for the first stage of its chain.
    pub(super) clock: Option<Arc<SplitClock>>,
    /// That source's account, for records with times of their own.
    pub(super) source: Option<Tally>,
}

impl Opening<'_> {
    /// How many subtasks every step has.
    pub fn parallelism(&self) -> usize {
        self.build.context.parallelism
    }

    /// Which of them this is, counted from 0.
    pub fn subtask(&self) -> usize {
        self.subtask
    }

    /// The cursor of the stage that is being built.
    pub fn cursor(&self) -> Cursor {
        self.cursor.clone()
    }

    pub(crate) fn task(&self) -> &Arc<Task> {
        &self.task
    }

    pub(crate) fn build(&mut self) -> &mut Build {
        self.build
    }

    /// From here on the records are those of a source with this clock and account.
    pub(crate) fn begin_source(&mut self, clock: &Arc<SplitClock>, tally: Tally) {
        self.clock = Some(Arc::clone(clock));
        self.source = Some(tally);
    }

    /// As `begin_source`, for records without times of their own.
    pub(crate) fn begin_untimed_source(&mut self, clock: &Arc<SplitClock>) {
        self.clock = Some(Arc::clone(clock));
    }

    /// What the task does besides its own work. Once per task.
    pub(crate) fn task_end(&mut self) -> TaskEnd {
        let dead = self.build.dead_outlet();
        TaskEnd::new(Arc::clone(&self.task), Arc::clone(&self.build.context), dead)
    }

    /// Builds whatever listens at `port`.
    ///
    /// # Errors
    /// What a listener's builder says.
    pub fn collector<T: Send + 'static>(&mut self, port: &Port<T>) -> Result<Box<dyn Collector<Record<T>>>> {
        let parts = self.parts;
        let slot = &parts.ports[port.id];
        let cursor = self.cursor.clone();
        let mut outs = Vec::with_capacity(slot.listeners.len());
        for listener in &slot.listeners {
            let factory = listener.downcast_ref::<Factory<Record<T>>>().ok_or_else(mistyped)?;
            outs.push((factory.0)(self)?);
        }
        self.cursor = cursor;
        let Some(last) = outs.pop() else {
            return Ok(Box::new(Discard));
        };
        if outs.is_empty() {
            return Ok(last);
        }
        let copy = slot.copy.as_ref().and_then(|c| c.downcast_ref::<CopyRecord<T>>()).ok_or_else(mistyped)?;
        Ok(Box::new(Tee::new(outs, last, *copy)))
    }

    /// A stage begins: its steps and its output share a cursor of their own.
    pub(crate) fn begin_stage(&mut self) {
        self.cursor = Cursor::new(self.clock.take());
    }

    /// Fuses an opened chain with the output it ends in.
    pub fn stage<C, O>(&mut self, steps: C, out: O) -> Box<dyn Collector<Record<C::In>>>
    where
        C: Step,
        O: Output<C::Out> + 'static,
    {
        let cursor = self.cursor.clone();
        let of_source = cursor.clock().is_some_and(|clock| !clock.is_assigned());
        let mut observed = if of_source { self.source.take() } else { None };
        if let Some(tally) = &mut observed {
            // For the coordinates of what it rejects.
            tally.open(self);
        }
        Box::new(Stage { steps, out, cursor, task: Arc::clone(&self.task), observed })
    }

    /// The channels from this subtask through `exchange`.
    ///
    /// # Errors
    /// `Internal` when they are taken already.
    pub fn outlets<E: Send + 'static>(&mut self, exchange: WiresOf<E>) -> Result<Outlets<E>> {
        let producer = self.subtask;
        self.with_wires(exchange, |wires| wires.outlets(producer))
    }

    /// As `outlets`, from the `nth` producer within this subtask.
    pub(crate) fn outlets_within<E: Send + 'static>(
        &mut self,
        exchange: WiresOf<E>,
        nth: usize,
    ) -> Result<Outlets<E>> {
        self.with_wires(exchange, |wires| wires.outlets(nth))
    }

    pub(crate) fn inputs<E: Send + 'static>(&mut self, exchange: WiresOf<E>) -> Result<Inputs<E>> {
        let consumer = match exchange.id.reach {
            Reach::All => self.subtask,
            Reach::First | Reach::Within(_) => 0,
        };
        let aligned = !self.build.context.faults.planted(Planted::BarrierNotAligned);
        let inputs = self.with_wires(exchange, |wires| wires.inputs(consumer))?;
        Ok(Inputs::new(inputs, aligned))
    }

    fn with_wires<E: Send + 'static, R>(
        &mut self,
        exchange: WiresOf<E>,
        f: impl FnOnce(&mut Wires<E>) -> Result<R>,
    ) -> Result<R> {
        let ExchangeId { number, reach, .. } = exchange.id;
        let (n, limit) = (self.parallelism(), self.build.context.channel_limit);
        let (producers, consumers, lane) = match reach {
            Reach::All => (n, n, 0),
            Reach::First => (n, 1, 0),
            Reach::Within(producers) => (producers, 1, self.subtask),
        };
        let step = &self.graph.info(exchange.id.node).label;
        let make = || Box::new(Wires::<E>::new(producers, consumers, limit, step)) as _;
        let slot = self.build.wires.entry((number, lane)).or_insert_with(make);
        f(slot.downcast_mut().ok_or_else(mistyped)?)
    }

    /// The part of the checkpoints that belongs to `node` in this subtask.
    ///
    /// # Errors
    /// `Incompatible` when a checkpoint holds other state under this name.
    pub fn state(&mut self, node: &Node) -> Result<State> {
        self.build.state(self.graph.info(node.id), self.subtask)
    }
}

/// Ports and exchanges are typed, so this cannot be.
fn mistyped() -> Error {
    Error::internal("the graph holds another type than its handle says")
}

impl fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("subtask", &self.subtask).finish_non_exhaustive()
    }
}
