//! All that knows the SQL client.

mod array;
mod database;
mod error;
mod inspect;
mod options;
mod session;

pub use database::PostgresDatabase;

use aqueduct_sql::Dialect;

/// PostgreSQL cuts a longer name without a word.
pub(crate) const DIALECT: Dialect = Dialect { quote: '"', longest_name: 63 };
