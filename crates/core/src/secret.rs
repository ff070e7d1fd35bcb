use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::fmt;

/// A password, key or token. It is never printed: `Debug` and `Display` show `***`, and it cannot be
/// serialised.
///
/// ```
/// use aqueduct_core::Secret;
/// let password = Secret::new("hunter2");
/// assert_eq!(format!("{password} {password:?}"), "*** ***");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A message about what was found instead would quote it.
        let text = String::deserialize(deserializer);
        text.map(Self).map_err(|_| D::Error::custom("a secret has to be a text"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_refused_and_not_quoted() {
        let error = serde_json::from_str::<Secret>("12345").unwrap_err();
        assert!(!error.to_string().contains("12345"), "{error}");
        assert_eq!(serde_json::from_str::<Secret>("\"12345\"").unwrap().expose(), "12345");
    }
}
