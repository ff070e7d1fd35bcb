//! The thread that owns a consumer: it polls, decodes and hands batches to the reader.

mod command;
mod ends;
mod gate;
mod obey;
mod page;
mod places;
mod prober;
mod regulate;
mod slot;
mod start;
mod thread;
mod told;
mod watch;
mod worker;

pub(crate) use command::Command;
pub(crate) use start::{Link, start};
pub(crate) use thread::on_thread;
pub(crate) use told::{Batch, Told};
