use crate::Stream;
use crate::account::Entry;
use crate::flow::Here;
use crate::graph::{Graph, NodeId, Port};
use crate::stream::Place;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A stream that several read; every reader sees every record.
#[must_use = "nobody reads a shared stream until `stream` is called"]
pub struct Shared<T: Send + 'static> {
    graph: Rc<RefCell<Graph>>,
    port: Port<T>,
    from: (NodeId, Entry),
    timed: bool,
}

impl<T: Send + 'static> Shared<T> {
    pub(crate) fn new(graph: Rc<RefCell<Graph>>, port: Port<T>, from: (NodeId, Entry), timed: bool) -> Self {
        Self { graph, port, from, timed }
    }

    /// One more reader.
    pub fn stream(&self) -> Stream<T> {
        Stream {
            graph: Rc::clone(&self.graph),
            port: self.port,
            steps: Here::new(),
            from: self.from,
            place: Place::Later,
            timed: self.timed,
        }
    }
}

impl<T: Send + 'static> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shared").field(&self.port).finish()
    }
}
