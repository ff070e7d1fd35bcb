//! PostgreSQL, on a real server.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;
mod faults;
mod kinds;
mod late;
mod laws;
mod security;
mod tables;
mod writing;
