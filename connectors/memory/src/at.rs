use aqueduct_core::Origins;
use std::fmt;

/// Where one record stands. Its text form, `p3@17`, is what dead letters carry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub(crate) partition: u32,
    pub(crate) position: u64,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}@{}", self.partition, self.position)
    }
}

/// Where the records of one batch stand; with gaps where messages were rejected or skipped.
#[derive(Debug)]
pub(crate) struct Places(pub(crate) Vec<At>);

impl Origins for Places {
    fn of(&self, nth: usize) -> String {
        self.0.get(nth).map_or_else(String::new, At::to_string)
    }
}
