use aqueduct_core::Origins;
use std::sync::Arc;

/// Where the lines of one batch begin.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) input: Arc<str>,
    pub(crate) bytes: Vec<u64>,
}

impl Origins for Places {
    fn of(&self, nth: usize) -> String {
        self.bytes.get(nth).map_or_else(String::new, |byte| place(&self.input, *byte))
    }
}

/// The text form of a place: `access.log@1017`.
pub(crate) fn place(input: &str, byte: u64) -> String {
    format!("{input}@{byte}")
}
