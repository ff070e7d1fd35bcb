//! Writes to PostgreSQL.
