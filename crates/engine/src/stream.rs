use crate::account::{Entry, Tally};
use crate::flow::{Buffer, Collector, Forward, Here, Step};
use crate::graph::{Exchange, Factory, Graph, Node, NodeId, Opening, Port, Reach, Role, Verb};
use crate::shared::Shared;
use aqueduct_core::{Error, Record, Result};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A stream of `T`. `C` is the fused chain of steps since the last boundary, which [`Here`] begins;
/// [`boundary`](Stream::boundary) hides it where a plain `Stream<T>` is wanted.
#[must_use = "a stream does nothing until it ends in a sink"]
pub struct Stream<T: Send + 'static, C: Step<Out = T> = Here<T>> {
    pub(crate) graph: Rc<RefCell<Graph>>,
    pub(crate) port: Port<C::In>,
    pub(crate) steps: C,
    /// The step that hands these records on, and the line of its account that counts them.
    pub(crate) from: (NodeId, Entry),
    pub(crate) place: Place,
    pub(crate) timed: bool,
}

/// Where in the graph a stream is, for what may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Right after a source, with nothing but cleansing between.
    Head,
    /// In a source's chain.
    Chain,
    /// After a boundary.
    Later,
}

impl<T: Send + 'static, C: Step<Out = T>> Stream<T, C> {
    /// Puts one more step on the chain. `wrap` gets the chain so far and the step's tally.
    pub fn then<U, D>(self, verb: Verb, wrap: impl FnOnce(C, Tally) -> D) -> Stream<U, D>
    where
        U: Send + 'static,
        D: Step<In = C::In, Out = U>,
    {
        let place = if verb.cleansing || self.place == Place::Later { self.place } else { Place::Chain };
        let id = self.graph.borrow_mut().node(Role::Step, verb, vec![self.from]);
        Stream {
            steps: wrap(self.steps, Tally::new(id)),
            graph: self.graph,
            port: self.port,
            from: (id, Entry::Out),
            place,
            timed: self.timed,
        }
    }

    /// Notes a mistake in how the pipeline is put together; `run` reports the first one.
    pub fn fault(&self, error: Error) {
        self.graph.borrow_mut().faults.push(error);
    }

    /// Whether the records have an event time, of the source or assigned.
    pub fn is_timed(&self) -> bool {
        self.timed
    }

    /// Registers a step that ends this chain.
    pub fn node(&self, verb: Verb) -> Node {
        let mut graph = self.graph.borrow_mut();
        let id = graph.node(Role::Step, verb, vec![self.from]);
        Node { id, label: graph.info(id).label.clone() }
    }

    /// The main output of such a step. `run` refuses a pipeline in which nobody listens to it.
    pub fn outlet<U: Send + 'static>(&self, node: &Node) -> (Port<U>, Stream<U>) {
        self.side_outlet(node, "results", Entry::Out)
    }

    /// Another output of such a step, called `what` in errors. `entry` is the line of its account that
    /// counts what leaves there.
    pub fn side_outlet<U: Send + 'static>(
        &self,
        node: &Node,
        what: &str,
        entry: Entry,
    ) -> (Port<U>, Stream<U>) {
        let port = self.graph.borrow_mut().port(format!("{what} of \"{}\"", node.label));
        let stream = Stream {
            graph: Rc::clone(&self.graph),
            port,
            steps: Here::new(),
            from: (node.id, entry),
            place: Place::Later,
            timed: self.timed,
        };
        (port, stream)
    }

    /// Channels between the subtasks of such a step and what follows.
    pub fn exchange<E: Send + 'static>(&self, node: &Node) -> Exchange<E> {
        Exchange::new(&self.graph, node.id, Reach::All)
    }

    /// Ends the chain. `build` runs in every subtask: it gets the opened steps, builds what follows and
    /// fuses them with [`Opening::stage`].
    pub fn end(
        self,
        build: impl Fn(&mut Opening<'_>, C) -> Result<Box<dyn Collector<Record<C::In>>>> + Send + 'static,
    ) {
        let steps = self.steps;
        let factory = Factory(Box::new(move |at: &mut Opening<'_>| {
            at.begin_stage();
            let mut steps = steps.clone();
            steps.open(at);
            build(at, steps)
        }));
        self.graph.borrow_mut().listen(self.port, factory);
    }

    /// Closes the chain, so that its type is a plain `Stream<T>`: for functions that take or return
    /// streams. Costs about half a nanosecond a record.
    pub fn boundary(self) -> Stream<T> {
        let (graph, from, timed) = (Rc::clone(&self.graph), self.from, self.timed);
        let port = self.close(|_| {});
        Stream { graph, port, steps: Here::new(), from, place: Place::Later, timed }
    }

    /// Lets several read this stream: each sees every record.
    pub fn share(self) -> Shared<T>
    where
        T: Clone,
    {
        let (graph, from, timed) = (Rc::clone(&self.graph), self.from, self.timed);
        let copy: fn(&Record<T>) -> Record<T> = Clone::clone;
        let port = self.close(|slot| slot.copy = Some(Box::new(copy)));
        Shared::new(graph, port, from, timed)
    }

    /// Ends the chain at a port within the subtask.
    fn close(self, prepare: impl FnOnce(&mut crate::graph::PortSlot)) -> Port<T> {
        let label = self.graph.borrow().info(self.from.0).label.clone();
        let port = self.graph.borrow_mut().port::<T>(format!("records of \"{label}\""));
        prepare(&mut self.graph.borrow_mut().parts().ports[port.id]);
        self.end(move |at, steps| {
            let cursor = at.cursor();
            let next = at.collector(&port)?;
            Ok(at.stage(steps, Buffer::new(cursor, next)))
        });
        port
    }

    /// Both streams as one, in no particular order between them. Watermarks merge, barriers align.
    /// `verb` is the step this is for.
    pub fn merge<D: Step<Out = T>>(self, verb: Verb, other: Stream<T, D>) -> Stream<T> {
        let graph = Rc::clone(&self.graph);
        if !Rc::ptr_eq(&graph, &other.graph) {
            self.fault(Error::config("streams of two pipelines cannot be merged"));
        }
        let id = graph.borrow_mut().node(Role::Step, verb, vec![self.from, other.from]);
        let exchange = Exchange::new(&graph, id, Reach::Within(2));
        let timed = self.timed && other.timed;
        let node = Node { id, label: graph.borrow().info(id).label.clone() };
        let (port, mut stream) = self.outlet::<T>(&node);
        stream.timed = timed;
        self.forward(exchange.wires(), 0);
        other.forward(exchange.wires(), 1);
        let tally = node.tally();
        exchange.receive(move |at| {
            let next = at.collector(&port)?;
            let mut tally = tally.clone();
            tally.open(at);
            Ok(Box::new(crate::merged::Merged::new(tally, next)))
        });
        stream
    }

    fn forward(self, wires: crate::graph::WiresOf<Record<T>>, nth: usize) {
        self.end(move |at, steps| {
            let out = Forward::new(at.cursor(), at.outlets_within(wires, nth)?);
            Ok(at.stage(steps, out))
        });
    }

    /// Reads this stream and drops it, on purpose.
    pub fn ignore(self) {
        self.end(|at, steps| Ok(at.stage(steps, crate::ignored::Ignored)));
    }
}

impl<T: Send + 'static, C: Step<Out = T>> fmt::Debug for Stream<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.graph.borrow();
        write!(f, "Stream<{}> of \"{}\"", std::any::type_name::<T>(), graph.info(self.from.0).label)
    }
}
