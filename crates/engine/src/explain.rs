use crate::graph::{Graph, NodeInfo, Role};
use aqueduct_core::{Boundedness, Guarantee};
use std::fmt;

/// What a pipeline will do, for reading: its steps, their order, and the delivery guarantee with its
/// weakest link.
#[derive(Clone, Debug)]
pub struct Plan(String);

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The weakest link and its name.
pub(crate) fn guarantee(graph: &Graph) -> (Guarantee, Option<String>) {
    let of =
        |s: &std::sync::Arc<dyn crate::sink::AnySink>| (s.delivery().guarantee(), Some(s.name().to_owned()));
    let weakest = graph.sinks.iter().map(of).min_by_key(|(g, _)| *g);
    weakest.unwrap_or((Guarantee::ExactlyOnce, None))
}

pub(crate) fn explain(graph: &Graph) -> Plan {
    let mut text = format!("pipeline \"{}\"\n", graph.name);
    for node in &graph.nodes {
        text.push_str(&line(graph, node));
    }
    let (guarantee, weakest) = guarantee(graph);
    text.push_str(&format!("guarantee: {guarantee}"));
    if let Some(weakest) = weakest {
        text.push_str(&format!(", the weakest link is \"{weakest}\""));
    }
    Plan(text)
}

fn line(graph: &Graph, node: &NodeInfo) -> String {
    let parents: Vec<_> = node.parents.iter().map(|(id, _)| graph.info(*id).label.as_str()).collect();
    let mut text = format!("  {} \"{}\"", node.kind, node.label);
    if !parents.is_empty() {
        text.push_str(&format!(" <- {}", parents.join(", ")));
    }
    if let Some(state) = &node.fingerprint {
        text.push_str(&format!(" [state: {state}]"));
    }
    match node.role {
        Role::Source => {
            let source = graph.sources.iter().find(|s| s.name() == node.label);
            let bounded = source.is_some_and(|s| s.boundedness() == Boundedness::Bounded);
            text.push_str(if bounded { " [bounded]" } else { " [unbounded]" });
        }
        Role::Sink | Role::DeadLetters => {
            if let Some(sink) = graph.sinks.iter().find(|s| s.name() == node.label) {
                text.push_str(&format!(" [{:?}: {}]", sink.delivery(), sink.delivery().guarantee()));
            }
        }
        Role::Step => {}
    }
    text.push('\n');
    text
}
