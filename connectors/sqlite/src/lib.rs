//! Writes to SQLite.
