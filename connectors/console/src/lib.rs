#![doc = include_str!("../README.md")]

mod batch;
mod error;
mod escape;
mod file;
mod format;
mod input;
mod lines;
mod medium;
mod output;
mod page;
mod places;
mod reader;
mod sink;
mod source;
mod split;
mod stream;
mod writer;

pub use reader::ConsoleReader;
pub use sink::ConsoleSink;
pub use source::ConsoleSource;
pub use split::ConsoleSplit;
pub use writer::ConsoleWriter;
