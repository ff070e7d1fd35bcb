use super::private;
use aqueduct_core::{Error, Result, Secret};
use serde::Deserialize;
use std::path::PathBuf;

/// Who we are to the brokers: a name and a password, given here or in a file.
///
/// Without [`Tls`](crate::Tls) PLAIN sends the password in the clear.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sasl {
    /// How the password is proven.
    pub mechanism: Mechanism,
    /// The name.
    pub username: String,
    /// The password. Either this or `password_file`.
    #[serde(default)]
    pub password: Option<Secret>,
    /// A file with the password; a line break at its end does not count.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
}

/// How the password is proven. The SCRAM mechanisms need the feature `ssl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Mechanism {
    /// The password itself is sent.
    #[serde(rename = "PLAIN")]
    Plain,
    /// Challenge and response over SHA-256.
    #[serde(rename = "SCRAM-SHA-256")]
    ScramSha256,
    /// Challenge and response over SHA-512.
    #[serde(rename = "SCRAM-SHA-512")]
    ScramSha512,
}

impl Sasl {
    /// A name and a password.
    pub fn new(mechanism: Mechanism, username: impl Into<String>, password: impl Into<Secret>) -> Self {
        let (username, password) = (username.into(), Some(password.into()));
        Self { mechanism, username, password, password_file: None }
    }

    /// A name, and the file that holds the password. It is read by `build`.
    pub fn with_file(
        mechanism: Mechanism,
        username: impl Into<String>,
        password_file: impl Into<PathBuf>,
    ) -> Self {
        let (username, password_file) = (username.into(), Some(password_file.into()));
        Self { mechanism, username, password: None, password_file }
    }

    /// The password, wherever it is.
    pub(crate) fn secret(&self) -> Result<Secret> {
        match (&self.password, &self.password_file) {
            (Some(password), None) => Ok(password.clone()),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(|error| {
                    let error = Error::config("the password cannot be read").because(error);
                    error.with("field", "sasl.password_file").with("file", file.display())
                })?;
                private::check("sasl.password_file", file);
                Ok(Secret::new(text.trim_end_matches(['\n', '\r'])))
            }
            (Some(_), Some(_)) => Err(Error::config("a password and a file with the password are given")
                .with("field", "sasl.password")),
            (None, None) => Err(Error::config("no password is given").with("field", "sasl.password")),
        }
    }
}

impl Mechanism {
    /// As Kafka calls it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}
