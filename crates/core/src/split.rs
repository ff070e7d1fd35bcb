use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::{self, Debug};

/// The name of a split: stable over restarts, unique within its source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SplitId(String);

impl SplitId {
    /// A split called `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SplitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What to read and where to resume, in one: a Kafka partition with its next offset, a file with its
/// next byte. A bounded end is part of it.
///
/// Splits are what a checkpoint stores of a source. Their serde form has to stay readable by later
/// versions of the connector.
pub trait Split: Clone + Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name, which does not change as the position moves on.
    fn id(&self) -> SplitId;

    /// This split with the position of `stored`: a bounded source is run again up to this split's
    /// end, from where the earlier run stopped.
    #[must_use]
    fn resume_from(self, stored: &Self) -> Self;
}
