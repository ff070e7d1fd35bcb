//! What drives a run: starts, epochs, ends and restarts.

mod attempt;
mod begin;
mod cancel;
mod choose;
mod conclude;
mod epoch_in_flight;
mod event;
mod gauges;
mod progress_log;
mod source_book;
mod supervise;

pub(crate) use event::Event;
pub(crate) use supervise::supervise;
