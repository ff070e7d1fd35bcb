use super::{AnySink, Sinking, TypedSink};
use crate::Stream;
use crate::account::Entry;
use crate::flow::{Collector, Forward, Here, Step};
use crate::graph::{Exchange, Graph, NodeId, Opening, Reach, Role, Verb};
use aqueduct_core::{Delivery, Record, Sink};
use serde::Serialize;
use std::sync::Arc;

impl<T: Send + 'static, C: Step<Out = T>> Stream<T, C> {
    /// Ends in a sink called `name`. The name is its identity in checkpoints and outside.
    ///
    /// Values the outside system refuses become dead letters, which is what `Serialize` is for.
    pub fn sink<S: Sink<T>>(self, name: &str, sink: S)
    where
        T: Serialize,
    {
        let typed = Arc::new(TypedSink::new(name, sink, false));
        let (node, number) = enlist(&mut self.graph.borrow_mut(), &typed, Role::Sink, vec![self.from]);
        if typed.delivery() != Delivery::Transactional {
            return self.end(move |at, steps| {
                let out = Sinking::new(&typed, number, node, at);
                Ok(at.stage(steps, out))
            });
        }
        // One writer: all subtasks send to the first, unless there is only one.
        let exchange = Exchange::<Record<T>>::new(&self.graph, node, Reach::First);
        let (wires, receiving) = (exchange.wires(), Arc::clone(&typed));
        self.end(move |at, steps| {
            if at.parallelism() == 1 {
                let out = Sinking::new(&typed, number, node, at);
                return Ok(at.stage(steps, out));
            }
            let out = Forward::new(at.cursor(), at.outlets(wires)?);
            Ok(at.stage(steps, out))
        });
        exchange.receive(move |at| Ok(writing(&receiving, number, node, at)));
    }
}

/// Registers a sink.
pub(crate) fn enlist<T: Send + 'static, S: Sink<T>>(
    graph: &mut Graph,
    typed: &Arc<TypedSink<T, S>>,
    role: Role,
    parents: Vec<(NodeId, Entry)>,
) -> (NodeId, usize) {
    let kind = if role == Role::DeadLetters { "dead_letters" } else { "sink" };
    let node = graph.node(role, Verb::new(kind).named(&*typed.name), parents);
    graph.sinks.push(Arc::clone(typed) as Arc<dyn AnySink>);
    (node, graph.sinks.len() - 1)
}

/// A chain that is nothing but a sink, behind a channel.
pub(crate) fn writing<T: Serialize + Send + 'static, S: Sink<T>>(
    typed: &Arc<TypedSink<T, S>>,
    number: usize,
    node: NodeId,
    at: &mut Opening<'_>,
) -> Box<dyn Collector<Record<T>>> {
    at.begin_stage();
    let out = Sinking::new(typed, number, node, at);
    at.stage(Here::new(), out)
}
