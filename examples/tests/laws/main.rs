//! The source and the sink of the examples, checked with the laws that all of them have to keep to.
#![expect(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

#[expect(dead_code, reason = "the program around it is run elsewhere")]
#[path = "../../custom_sink.rs"]
mod custom_sink;
#[expect(dead_code, reason = "the program around it is run elsewhere")]
#[path = "../../custom_source.rs"]
mod custom_source;

mod sink;
mod source;
