//! The graph that a program assembles, and building it for one start.

mod build;
mod exchange;
mod graph_data;
mod node;
mod opening;
mod port;
mod verb;

pub use exchange::{Exchange, WiresOf};
pub use node::Node;
pub use opening::Opening;
pub use port::Port;
pub use verb::Verb;

pub(crate) use build::{Build, Root, Running};
pub(crate) use exchange::Reach;
pub(crate) use graph_data::{Graph, Parts};
pub(crate) use node::{NodeId, NodeInfo, Role};
pub(crate) use port::{Factory, PortSlot};
