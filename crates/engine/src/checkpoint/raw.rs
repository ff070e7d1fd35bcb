use aqueduct_core::{Error, ErrorKind, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// A connector's own data within a manifest: JSON as text, because a parsed form would not hold every
/// number.
pub(crate) type Raw = Box<RawValue>;

/// As a manifest keeps it. `what` is for the error.
///
/// # Errors
/// `Internal` when it cannot be serialised.
pub(crate) fn raw(what: &str, value: &impl Serialize) -> Result<Raw> {
    let json = serde_json::value::to_raw_value(value);
    json.map_err(|e| Error::internal(format!("a {what} cannot be serialised")).because(e))
}

/// Back from a manifest. `what` and `of` are for the error.
///
/// # Errors
/// `Incompatible` when it has another form.
pub(crate) fn typed<T: DeserializeOwned>(what: &str, of: &str, raw: &Raw) -> Result<T> {
    serde_json::from_str(raw.get()).map_err(|e| {
        let message = format!("a stored {what} is not of the form that its connector reads");
        Error::new(ErrorKind::Incompatible, message).with("of", of).because(e)
    })
}
