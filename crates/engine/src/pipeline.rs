use crate::Stream;
use crate::account::{Entry, LetterPolicy};
use crate::coordinator::supervise;
use crate::explain::{Plan, explain};
use crate::flow::{Here, receive};
use crate::graph::{Graph, Role, Verb};
use crate::handle::Handle;
use crate::options::Options;
use crate::report::Report;
use crate::sink::{TypedSink, enlist, writing};
use crate::source::{AnySource, SourceTask, TypedSource};
use crate::stream::Place;
use aqueduct_core::{DeadLetter, Error, Result, Sink, Source};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// A pipeline under construction: sources begin streams, streams end in sinks, and `run` runs it all.
///
/// It is assembled on one thread. The future that [`run`](Pipeline::run) returns can be sent.
#[must_use = "a pipeline does nothing until it is run"]
pub struct Pipeline {
    graph: Rc<RefCell<Graph>>,
    handle: Handle,
}

impl Pipeline {
    /// An empty pipeline. The name is its identity in checkpoints and in the progress that sinks keep.
    pub fn new(name: &str) -> Self {
        Self { graph: Rc::new(RefCell::new(Graph::new(name))), handle: Handle::new() }
    }

    /// Begins a stream with what `source` yields. The name is its identity in checkpoints.
    pub fn source<S: Source>(&self, name: &str, source: S) -> Stream<S::Item> {
        let timed = source.has_time();
        let typed = Arc::new(TypedSource::new(name, source));
        let mut graph = self.graph.borrow_mut();
        let node = graph.node(Role::Source, Verb::new("source").named(name), Vec::new());
        let number = graph.sources.len();
        graph.sources.push(Arc::clone(&typed) as Arc<dyn AnySource>);
        let port = graph.port::<S::Item>(format!("records of \"{name}\""));
        graph.root(node, move |at| SourceTask::build(&typed, number, node, port, at));
        drop(graph);
        Stream {
            graph: Rc::clone(&self.graph),
            port,
            steps: Here::new(),
            from: (node, Entry::Out),
            place: Place::Head,
            timed,
        }
    }

    /// Keeps what any step or sink rejects in `sink`, called `dead-letters` in checkpoints.
    pub fn dead_letters<S: Sink<DeadLetter>>(&self, sink: S) {
        let typed = Arc::new(TypedSink::new("dead-letters", sink, true));
        let mut graph = self.graph.borrow_mut();
        if graph.letters != LetterPolicy::Stop {
            graph.faults.push(Error::config("it is decided twice what happens to dead letters"));
        }
        graph.letters = LetterPolicy::Sink;
        let (node, number) = enlist(&mut graph, &typed, Role::DeadLetters, Vec::new());
        let root = move |at: &mut crate::Opening<'_>| {
            let out = writing(&typed, number, node, at);
            let (inputs, end) = (at.build().dead_inputs(), at.task_end());
            Ok(Some(Box::pin(receive(inputs, out, end)) as crate::graph::Running))
        };
        graph.parts().dead_root = Some((node, Box::new(root)));
    }

    /// Counts what steps and sinks reject, and drops it. Without this and without
    /// [`dead_letters`](Pipeline::dead_letters) the first such record stops the run.
    pub fn ignore_dead_letters(&self) {
        let mut graph = self.graph.borrow_mut();
        if graph.letters != LetterPolicy::Stop {
            graph.faults.push(Error::config("it is decided twice what happens to dead letters"));
        }
        graph.letters = LetterPolicy::Ignore;
    }

    /// A way to stop or watch the run from elsewhere.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// What it will do, for reading.
    pub fn explain(&self) -> Plan {
        explain(&self.graph.borrow())
    }

    /// Runs until the sources have nothing left, until it is stopped or drained, or until it fails.
    ///
    /// Dropping the future ends the run as a crash would: nothing is lost, and the next start goes on
    /// from the last checkpoint.
    ///
    /// # Errors
    /// `Config` for a pipeline that cannot run, before anything is dialled; `Fenced` when a newer start
    /// owns its checkpoints; `Incompatible` when they do not fit; `BadRecord` for the first rejected
    /// record if nothing was decided about them; otherwise what a source, a sink or a closure said, with
    /// the name of the step.
    pub fn run(self, options: Options) -> impl Future<Output = Result<Report>> + Send + 'static {
        let name = self.graph.borrow().name.clone();
        let graph = self.graph.replace(Graph::new(&name));
        supervise(graph, options, self.handle)
    }
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline").field("name", &self.graph.borrow().name).finish_non_exhaustive()
    }
}
