use crate::law::Law;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What comes back after `value` has been in a checkpoint, which keeps it as JSON.
pub(crate) fn stored<T: Serialize + DeserializeOwned>(law: Law, value: &T) -> T {
    let json = serde_json::to_string(value);
    let read = json.and_then(|json| serde_json::from_str(&json));
    read.unwrap_or_else(|error| {
        let what = std::any::type_name::<T>();
        law.broken(format!("a checkpoint cannot store {what}: {error}"))
    })
}
