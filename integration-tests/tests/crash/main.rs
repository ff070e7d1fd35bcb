//! A crash at every step of the protocol, in all four kinds of delivery, compared with the calm run.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod case;
mod job;
mod matrix;
mod outside;
mod paced;
mod planted;
mod skewed;
mod zombies;
