use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use std::fmt;
use std::sync::Arc;

/// A statement. Only the functions of this module make one.
#[derive(Clone, PartialEq, Eq)]
pub struct Sql(Arc<str>);

impl Sql {
    pub(super) fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SqlSafeStr for Sql {
    fn into_sql_str(self) -> SqlStr {
        AssertSqlSafe(self.0).into_sql_str()
    }
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
