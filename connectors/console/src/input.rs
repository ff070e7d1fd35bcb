use crate::file::FileInput;
use crate::stream::StreamInput;
use aqueduct_core::Result;
use tokio::time::Instant;

/// What bytes come from.
pub(crate) enum Input {
    File(FileInput),
    Stream(StreamInput),
}

/// What an input has to give.
pub(crate) enum More {
    /// The bytes that follow; at least one.
    Bytes(Vec<u8>),
    /// Nothing yet, because all there is has been read.
    AtEnd,
    /// Nothing until the deadline.
    Late,
    /// Nothing ever again.
    Over,
}

impl Input {
    /// The bytes from the position `from` on, or at the latest at `deadline` that there are none.
    ///
    /// # Cancel safety
    /// Work in flight is kept, and goes on with the next call, which has to be for the same position.
    pub(crate) async fn more(&mut self, from: u64, deadline: Instant) -> Result<More> {
        match self {
            Self::File(file) => file.more(from, deadline).await,
            Self::Stream(stream) => stream.more(from, deadline).await,
        }
    }
}
