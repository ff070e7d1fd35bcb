use super::port::PortSlot;
use super::{Build, Factory, NodeId, NodeInfo, Port, Role, Root, Running, Verb};
use crate::account::{Entry, LetterPolicy};
use crate::sink::AnySink;
use crate::source::AnySource;
use aqueduct_core::{Error, Record, Result};
use std::sync::{Arc, Mutex, PoisonError};

/// Everything a program has assembled. It is made on one thread and moves into the run as a whole.
pub(crate) struct Graph {
    pub(crate) name: String,
    pub(crate) nodes: Vec<NodeInfo>,
    pub(crate) sources: Vec<Arc<dyn AnySource>>,
    pub(crate) sinks: Vec<Arc<dyn AnySink>>,
    pub(crate) exchanges: usize,
    pub(crate) letters: LetterPolicy,
    parts: Mutex<Parts>,
    /// What the builders found wrong, reported by `run`.
    pub(crate) faults: Vec<Error>,
}

/// What builds the tasks: closures of the user, which can be sent but not shared.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) ports: Vec<PortSlot>,
    pub(crate) roots: Vec<(NodeId, Root)>,
    /// Builds the dead-letter sink's task; the last root.
    pub(crate) dead_root: Option<(NodeId, Root)>,
}

impl Graph {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            nodes: Vec::new(),
            sources: Vec::new(),
            sinks: Vec::new(),
            exchanges: 0,
            letters: LetterPolicy::Stop,
            parts: Mutex::default(),
            faults: Vec::new(),
        }
    }

    pub(crate) fn parts(&mut self) -> &mut Parts {
        self.parts.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many tasks and channels there will be, for sharing out buffers.
    pub(crate) fn channels(&self, parallelism: usize) -> usize {
        let roots = self.parts.lock().unwrap_or_else(PoisonError::into_inner).roots.len();
        self.exchanges * parallelism * parallelism + (roots + 1) * parallelism
    }

    /// Registers a step behind `parents`.
    pub(crate) fn node(&mut self, role: Role, verb: Verb, parents: Vec<(NodeId, Entry)>) -> NodeId {
        let id = NodeId(self.nodes.len());
        let named = verb.name.is_some();
        if verb.state.is_some() && !named {
            self.faults.push(Error::config("a stateful step needs a name").with("step", verb.kind));
        }
        let label = verb.name.unwrap_or_else(|| self.numbered(verb.kind));
        self.check_name(&label, named);
        self.nodes.push(NodeInfo {
            id,
            role,
            kind: verb.kind,
            label,
            named,
            fingerprint: verb.state,
            parents,
            counts_out: verb.expanding,
        });
        id
    }

    fn numbered(&self, kind: &str) -> String {
        let before = self.nodes.iter().filter(|n| n.kind == kind && !n.named).count();
        format!("{kind}#{}", before + 1)
    }

    /// Names end up in checkpoint files, metrics and tables.
    fn check_name(&mut self, name: &str, given: bool) {
        if given && self.nodes.iter().any(|n| n.label == name) {
            let error = Error::config("two steps, sources or sinks have the same name");
            self.faults.push(error.with("name", name));
        }
        if name.is_empty() || name.len() > 100 || name.chars().any(char::is_control) {
            let error = Error::config("a name has 1 to 100 characters and no control characters");
            self.faults.push(error.with("name", name.escape_debug()));
        }
    }

    pub(crate) fn info(&self, id: NodeId) -> &NodeInfo {
        &self.nodes[id.0]
    }

    pub(crate) fn port<T: Send + 'static>(&mut self, label: String) -> Port<T> {
        let ports = &mut self.parts().ports;
        ports.push(PortSlot { label, listeners: Vec::new(), copy: None });
        Port::new(ports.len() - 1)
    }

    pub(crate) fn listen<T: Send + 'static>(&mut self, port: Port<T>, factory: Factory<Record<T>>) {
        self.parts().ports[port.id].listeners.push(Box::new(factory));
    }

    pub(crate) fn root(
        &mut self,
        node: NodeId,
        build: impl Fn(&mut super::Opening<'_>) -> Result<Option<super::Running>> + Send + 'static,
    ) {
        self.parts().roots.push((node, Box::new(build)));
    }

    /// Whether it can run at all.
    ///
    /// # Errors
    /// The first thing that the builders found wrong, or an output that nobody listens to.
    pub(crate) fn validate(&mut self) -> Result<()> {
        if let Some(fault) = self.faults.drain(..).next() {
            return Err(fault);
        }
        if self.sources.is_empty() {
            return Err(Error::config("the pipeline has no source").with("pipeline", &self.name));
        }
        let unheard = self.parts().ports.iter().find(|p| p.listeners.is_empty());
        match unheard {
            Some(port) => Err(Error::config("an output has no reader: end it in a sink or ignore it")
                .with("output", &port.label)),
            None => Ok(()),
        }
    }

    /// Builds all tasks of one start.
    pub(crate) fn tasks(&self, build: &mut Build) -> Result<Vec<(String, Running)>> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tasks = Vec::new();
        for (node, root) in &parts.roots {
            for subtask in 0..build.context.parallelism {
                tasks.extend(build.task((self, &parts), *node, root, subtask)?);
            }
        }
        if let Some((node, root)) = &parts.dead_root {
            tasks.extend(build.task((self, &parts), *node, root, 0)?);
        }
        Ok(tasks)
    }
}
