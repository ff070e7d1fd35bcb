use aqueduct_core::{Delivery, Error, Result};
use std::fmt::Debug;

/// No kind of delivery was chosen yet.
#[derive(Clone, Copy, Debug, Default)]
pub struct Undecided;

/// Rows are added as they come and nothing marks how far: at least once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Append;

/// A row replaces the one with the same key: effectively once.
#[derive(Clone, Debug, Default)]
pub struct Upsert {
    /// The columns of the key. The table has a unique index on exactly these.
    pub key: Vec<String>,
    /// The column that keeps the version, if there is one.
    pub version: Option<String>,
}

/// What a configuration says about the key.
#[derive(Clone, Debug, Default)]
pub struct Keyed {
    /// The columns of the key; none for appends.
    pub upsert_on: Vec<String>,
    /// The column that keeps the version.
    pub version_column: Option<String>,
}

/// A kind of delivery in which rows are visible as soon as they are written.
pub trait InPlace: Clone + Debug + Send + Sync + 'static {
    /// How rows are handed over.
    fn delivery(&self) -> Delivery;

    /// The key's columns; none for appends.
    fn key(&self) -> &[String];

    /// The column of the version.
    fn version(&self) -> Option<&str>;

    /// This kind of delivery as configured.
    ///
    /// # Errors
    /// `Config` naming the key that is missing or does not belong to it.
    fn from_config(keyed: Keyed) -> Result<Self>;
}

impl Keyed {
    /// As a configuration gives it.
    ///
    /// # Errors
    /// `Config` when dead letters are given another key.
    pub fn configured(
        upsert_on: &[String],
        version_column: Option<&str>,
        dead_letters: bool,
    ) -> Result<Self> {
        if dead_letters && !upsert_on.is_empty() {
            return Err(Error::config("dead letters have a key of their own").with("field", "upsert_on"));
        }
        let upsert_on = if dead_letters { Upsert::dead_letters().key } else { upsert_on.to_vec() };
        Ok(Self { upsert_on, version_column: version_column.map(str::to_owned) })
    }
}

impl Upsert {
    /// The key of dead letters.
    pub fn dead_letters() -> Self {
        let key = ["pipeline", "stage", "coordinates", "ordinal"];
        Self { key: key.map(str::to_owned).into(), version: None }
    }
}

impl InPlace for Append {
    fn delivery(&self) -> Delivery {
        Delivery::Append
    }

    fn key(&self) -> &[String] {
        &[]
    }

    fn version(&self) -> Option<&str> {
        None
    }

    fn from_config(keyed: Keyed) -> Result<Self> {
        if !keyed.upsert_on.is_empty() {
            return Err(Error::config("rows that are appended have no key").with("field", "upsert_on"));
        }
        if keyed.version_column.is_some() {
            return Err(
                Error::config("rows that are appended have no version").with("field", "version_column")
            );
        }
        Ok(Self)
    }
}

impl InPlace for Upsert {
    fn delivery(&self) -> Delivery {
        Delivery::Upsert
    }

    fn key(&self) -> &[String] {
        &self.key
    }

    fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    fn from_config(keyed: Keyed) -> Result<Self> {
        Ok(Self { key: keyed.upsert_on, version: keyed.version_column })
    }
}
