//! Runs every example to its end and looks at what it prints.
#![expect(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

mod arguments;
mod custom;
mod goes_on;
mod model;
mod program;
mod quickstart;
mod sqlite;
mod tables;
mod top_words;
