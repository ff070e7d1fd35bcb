use crate::Dialect;
use aqueduct_core::Result;
use std::fmt;

/// The name of a table, with or without its schema. Names are taken as they are: quotes, semicolons and
/// capitals are part of them.
///
/// ```
/// use aqueduct_sql::TableName;
/// assert_eq!(TableName::from("top_pages").to_string(), "top_pages");
/// assert_eq!(TableName::from("shop.orders"), TableName::in_schema("shop", "orders"));
/// assert_eq!(TableName::new("one.name").schema(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableName {
    schema: Option<String>,
    name: String,
}

impl TableName {
    /// This name, also if there is a dot in it, in the schema that the connection uses.
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// This name in this schema.
    pub fn in_schema(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// As a configuration gives it: with a schema the name is taken as it is, otherwise a dot in it ends the
    /// schema.
    pub fn configured(schema: Option<&str>, name: &str) -> Self {
        schema.map_or_else(|| Self::from(name), |schema| Self::in_schema(schema, name))
    }

    /// The schema, if it was named.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The name without the schema.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// # Errors
    /// `Config` when a part of it cannot be a name.
    pub fn check(&self, dialect: &Dialect) -> Result<()> {
        if let Some(schema) = &self.schema {
            dialect.check("schema", schema)?;
        }
        dialect.check("table", &self.name)
    }
}

/// `schema.table` at the first dot; without a dot the table alone.
impl From<&str> for TableName {
    fn from(text: &str) -> Self {
        match text.split_once('.') {
            Some((schema, name)) => Self::in_schema(schema, name),
            None => Self::new(text),
        }
    }
}

impl From<String> for TableName {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}
