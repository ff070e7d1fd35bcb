use aqueduct_core::{Split, SplitId};
use serde::{Deserialize, Serialize};

/// A file or a stream such as standard input, and where to go on in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleSplit {
    /// The path of a file as it was given, or the name of a stream.
    pub input: String,
    /// Which stream it is: that of another process, or a later one, is not the same. `None` for files.
    pub stream: Option<String>,
    /// The byte to read next.
    pub next: u64,
    /// The byte to end before; `None` for streams and files that are followed.
    pub end: Option<u64>,
}

impl Split for ConsoleSplit {
    fn id(&self) -> SplitId {
        SplitId::new(&self.input)
    }

    /// A stream other than the stored one is read from its beginning: it is new input.
    fn resume_from(self, stored: &Self) -> Self {
        let next = if self.stream == stored.stream { stored.next } else { self.next };
        Self { next, ..self }
    }
}
