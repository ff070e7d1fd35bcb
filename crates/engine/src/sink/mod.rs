//! Sinks: what the coordinator holds of them, and the ends of chains that write.

mod any_sink;
mod pending;
mod sinking;
mod stream_sink;
mod typed_sink;

pub(crate) use any_sink::AnySink;
pub(crate) use sinking::Sinking;
pub(crate) use stream_sink::{enlist, writing};
pub(crate) use typed_sink::TypedSink;
