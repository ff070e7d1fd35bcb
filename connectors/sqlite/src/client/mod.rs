//! All that knows the SQL client.

mod database;
mod error;
mod inspect;
mod session;

pub use database::SqliteDatabase;

use aqueduct_sql::Dialect;

/// SQLite has no limit of its own for names; a longer one is a mistake.
pub(crate) const DIALECT: Dialect = Dialect { quote: '"', longest_name: 1000 };
