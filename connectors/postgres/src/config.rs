use crate::Tls;
use aqueduct_core::{Error, Result, Secret};
use aqueduct_sql::{Keyed, Limits, TableName};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// The configuration of a [`PostgresSink`](crate::PostgresSink), as serde data. Unknown keys are refused.
///
/// ```
/// use aqueduct_postgres::PostgresConfig;
/// let config: PostgresConfig = toml::from_str(r#"
///     url = "postgres://app@db.example/shop"
///     password = "hunter2"
///     table = "totals"
///     upsert_on = ["day"]
/// "#).unwrap();
/// assert_eq!(config.timeout_ms, 30_000);
/// assert!(!format!("{config:?}").contains("hunter2"));
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostgresConfig {
    /// `postgres://user:password@host:port/database`.
    pub url: Secret,
    /// The password, if it is not in the URL. Default: that of the URL. Neither `PGPASSWORD` nor `.pgpass` is
    /// read.
    #[serde(default)]
    pub password: Option<Secret>,
    /// The table; `schema.table` if there is a dot in it and `schema` is not given.
    pub table: String,
    /// The schema, and then `table` is taken as it is. Default: as the server's `search_path` says.
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
    /// Whether the table is made if it is not there. Default: false.
    #[serde(default)]
    pub create_table: bool,
    /// How much the connection is protected, also where that is less than the URL says. Default:
    /// `verify-full`; for a server on this machine `prefer`.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// A file with the certificates, in PEM, of authorities to trust besides the public ones.
    #[serde(default)]
    pub root_certificate: Option<PathBuf>,
    /// How long connecting may take. Default: 10,000 milliseconds.
    #[serde(default = "connect_timeout_ms")]
    pub connect_timeout_ms: u64,
    /// How long one statement may take on the server, and how long a transaction may be idle. Default:
    /// 30,000 milliseconds.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
    /// The most rows of one statement. Default: 5,000.
    #[serde(default = "chunk_rows")]
    pub chunk_rows: usize,
    /// The most bytes of values in one statement; a larger row goes alone. Default: 8 MiB.
    #[serde(default = "chunk_bytes")]
    pub chunk_bytes: usize,
}

fn connect_timeout_ms() -> u64 {
    10_000
}

fn timeout_ms() -> u64 {
    30_000
}

fn chunk_rows() -> usize {
    5_000
}

fn chunk_bytes() -> usize {
    8 << 20
}

impl PostgresConfig {
    /// The defaults.
    pub(crate) fn new(url: Secret) -> Self {
        Self {
            url,
            password: None,
            table: String::new(),
            schema: None,
            upsert_on: Vec::new(),
            dead_letters: false,
            version_column: None,
            create_table: false,
            tls: None,
            root_certificate: None,
            connect_timeout_ms: connect_timeout_ms(),
            timeout_ms: timeout_ms(),
            chunk_rows: chunk_rows(),
            chunk_bytes: chunk_bytes(),
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

    /// # Errors
    /// `Config` naming the field that is out of its range.
    pub(crate) fn check(&self) -> Result<()> {
        // The server counts milliseconds in 32 bits, and waiting for ever is what this is against.
        let times = [("connect_timeout_ms", self.connect_timeout_ms), ("timeout_ms", self.timeout_ms)];
        let time = times.iter().find(|(_, ms)| !(1..=i32::MAX as u64).contains(ms));
        let sizes = [("chunk_rows", self.chunk_rows), ("chunk_bytes", self.chunk_bytes)];
        let size = sizes.iter().find(|(_, n)| !(1..=Limits::LARGEST_ROW).contains(n));
        match time.map(|(field, _)| field).or(size.map(|(field, _)| field)) {
            Some(field) => Err(Error::config("a number is out of its range").with("field", field)),
            None => Ok(()),
        }
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        Duration::from_millis(self.connect_timeout_ms)
    }

    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits { rows: self.chunk_rows, bytes: self.chunk_bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(more: &str) -> Result<PostgresConfig, toml::de::Error> {
        toml::from_str(&format!("url = 'postgres://app:geheim@db/shop'\ntable = 't'\n{more}"))
    }

    #[test]
    fn unknown_keys_are_refused_by_name_and_secrets_stay_hidden() {
        let error = config("upsert = ['id']").unwrap_err();
        assert!(error.to_string().contains("upsert"), "{error}");
        let shown = format!("{:?}", config("password = 'geheim'").unwrap());
        assert!(!shown.contains("geheim"), "{shown}");
    }

    #[test]
    fn numbers_out_of_range_are_refused_by_name() {
        for field in ["connect_timeout_ms", "timeout_ms", "chunk_rows", "chunk_bytes"] {
            for value in ["0", "4294967296000"] {
                let error = config(&format!("{field} = {value}")).unwrap().check().unwrap_err();
                assert_eq!(error.context("field"), Some(field));
            }
        }
        config("tls = 'verify-full'\ntimeout_ms = 1").unwrap().check().unwrap();
    }

    #[test]
    fn dead_letters_have_their_own_key() {
        let letters = config("dead_letters = true").unwrap();
        assert_eq!(letters.keyed().unwrap().upsert_on.len(), 4);
        let letters = config("dead_letters = true\nupsert_on = ['id']").unwrap();
        assert_eq!(letters.keyed().unwrap_err().context("field"), Some("upsert_on"));
    }
}
