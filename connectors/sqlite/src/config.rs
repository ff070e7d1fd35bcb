use aqueduct_core::Result;
use aqueduct_sql::{Keyed, Limits, TableName};
use serde::Deserialize;
use std::time::Duration;

/// The configuration of a [`SqliteSink`](crate::SqliteSink), as serde data. Unknown keys are refused.
///
/// ```
/// use aqueduct_sqlite::SqliteConfig;
/// let config: SqliteConfig = toml::from_str(r#"
///     path = "shop.db"
///     table = "totals"
///     upsert_on = ["day"]
///     create_table = true
/// "#).unwrap();
/// assert_eq!(config.busy_timeout_ms, 30_000);
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqliteConfig {
    /// The database's file, or a URL that begins with `sqlite:`.
    pub path: String,
    /// The table; `schema.table` if there is a dot in it and `schema` is not given.
    pub table: String,
    /// The schema, and then `table` is taken as it is.
    #[serde(default)]
    pub schema: Option<String>,
    /// The columns of the key, for upserts. Default: none, for appends.
    #[serde(default)]
    pub upsert_on: Vec<String>,
    /// Whether the rows are dead letters, whose key is known. Default: false.
    #[serde(default)]
    pub dead_letters: bool,
    /// The column that keeps the version. Default: none.
    #[serde(default)]
    pub version_column: Option<String>,
    /// Whether the file and the table are made if they are not there. Default: false.
    #[serde(default)]
    pub create_table: bool,
    /// How long a write waits for another writer. Default: 30,000 milliseconds.
    #[serde(default = "busy_timeout_ms")]
    pub busy_timeout_ms: u64,
    /// What a commit waits for. Default: `full`.
    #[serde(default)]
    pub synchronous: Synchronous,
}

/// What a commit waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Synchronous {
    /// The log is on the disk: nothing that was committed is lost, also when the power fails.
    #[default]
    Full,
    /// The log is with the operating system: a failing power may take the last rows along, although their
    /// checkpoint is there.
    Normal,
}

fn busy_timeout_ms() -> u64 {
    30_000
}

impl SqliteConfig {
    /// The defaults.
    pub(crate) fn new(path: String) -> Self {
        Self {
            path,
            table: String::new(),
            schema: None,
            upsert_on: Vec::new(),
            dead_letters: false,
            version_column: None,
            create_table: false,
            busy_timeout_ms: busy_timeout_ms(),
            synchronous: Synchronous::default(),
        }
    }

    pub(crate) fn table_name(&self) -> TableName {
        TableName::configured(self.schema.as_deref(), &self.table)
    }

    /// # Errors
    /// `Config` when dead letters are given another key.
    pub(crate) fn keyed(&self) -> Result<Keyed> {
        Keyed::configured(&self.upsert_on, self.version_column.as_deref(), self.dead_letters)
    }

    pub(crate) fn busy_timeout(&self) -> Duration {
        Duration::from_millis(self.busy_timeout_ms)
    }

    /// Statements are cut once more where they are bound.
    pub(crate) fn limits() -> Limits {
        Limits { rows: 4096, bytes: 4 << 20 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let error = toml::from_str::<SqliteConfig>("path = 'a'\ntable = 't'\nupsert = ['id']").unwrap_err();
        assert!(error.to_string().contains("upsert"), "{error}");
    }

    #[test]
    fn a_schema_leaves_the_table_as_it_is() {
        let table = |text: &str| toml::from_str::<SqliteConfig>(text).unwrap().table_name();
        assert_eq!(table("path = 'a'\ntable = 'main.t'"), TableName::in_schema("main", "t"));
        assert_eq!(table("path = 'a'\ntable = 'a.b'\nschema = 'main'"), TableName::in_schema("main", "a.b"));
    }

    #[test]
    fn dead_letters_have_their_own_key() {
        let config = |more: &str| -> SqliteConfig {
            toml::from_str(&format!("path = 'a'\ntable = 't'\ndead_letters = true\n{more}")).unwrap()
        };
        assert_eq!(config("").keyed().unwrap().upsert_on.len(), 4);
        assert_eq!(config("upsert_on = ['id']").keyed().unwrap_err().context("field"), Some("upsert_on"));
    }
}
