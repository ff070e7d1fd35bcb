use crate::medium::Medium;
use crate::reader::ConsoleReader;
use crate::split::ConsoleSplit;
use crate::stream::Stream;
use aqueduct_core::decode::Text;
use aqueduct_core::{Boundedness, Decode, Discovered, Result, Source, Split, SplitId};
use async_trait::async_trait;
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads the lines of a file or of standard input.
///
/// ```
/// use aqueduct_console::ConsoleSource;
/// use aqueduct_core::decode::Json;
/// let lines = ConsoleSource::file("access.log").follow();
/// let numbers = ConsoleSource::stdin().decode(Json::<u64>::new()).max_line(64);
/// ```
pub struct ConsoleSource<D> {
    medium: Medium,
    decoder: D,
    follow: bool,
    max_line: usize,
}

impl ConsoleSource<Text> {
    /// Reads the file at `path`, up to the end that it has at the start. Lines can be read again from
    /// any position, after a restart or by another process.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::new(Medium::File(path.as_ref().to_owned()))
    }

    /// Reads standard input until it is closed. Only one source of a process should.
    pub fn stdin() -> Self {
        Self::reading("stdin", std::io::stdin())
    }

    /// Reads any `input` the way standard input is read, on a thread of its own; `name` is for
    /// coordinates and messages.
    pub fn reading(name: &str, input: impl Read + Send + 'static) -> Self {
        let stream = Stream::new(name, Box::new(input));
        Self::new(Medium::Stream(Arc::new(stream)))
    }

    fn new(medium: Medium) -> Self {
        Self { medium, decoder: Text, follow: false, max_line: 1 << 20 }
    }
}

impl<D> ConsoleSource<D> {
    /// What a line becomes; it is a message with a payload alone. Default: its text.
    #[must_use]
    pub fn decode<E: Decode>(self, decoder: E) -> ConsoleSource<E> {
        ConsoleSource { medium: self.medium, decoder, follow: self.follow, max_line: self.max_line }
    }

    /// Goes on at the end of the file and waits for it to grow; a line is read when its end is written.
    /// For files only. Default: the source ends.
    #[must_use]
    pub fn follow(mut self) -> Self {
        self.follow = true;
        self
    }

    /// The most bytes of a line, without its end, at least 1. A longer line becomes a dead letter with
    /// its first 1,024 bytes. Default: 1 MiB.
    #[must_use]
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes.max(1);
        self
    }

    /// The most bytes of a stream that are kept for restarts within the process, until they are
    /// acknowledged. When more are under way, the oldest are forgotten, and a restart that needs them
    /// ends with `PositionLost`. A file needs none of it. Default: 64 MiB.
    #[must_use]
    pub fn keep(self, bytes: u64) -> Self {
        if let Medium::Stream(stream) = &self.medium {
            stream.keep(bytes);
        }
        self
    }
}

#[async_trait]
impl<D: Decode> Source for ConsoleSource<D> {
    type Item = D::Item;
    type Split = ConsoleSplit;
    type Reader = ConsoleReader<D>;

    fn boundedness(&self) -> Boundedness {
        if self.follow { Boundedness::Unbounded } else { Boundedness::Bounded }
    }

    fn has_time(&self) -> bool {
        false
    }

    async fn discover(&self, _: bool, ended: &[SplitId]) -> Result<Discovered<ConsoleSplit>> {
        let split = self.medium.split(self.follow).await?;
        let mut splits = vec![split];
        splits.retain(|split| !ended.contains(&split.id()));
        Ok(Discovered::splits(splits))
    }

    async fn open(&self, splits: Vec<ConsoleSplit>) -> Result<ConsoleReader<D>> {
        let (medium, decoder) = (self.medium.clone(), self.decoder.clone());
        let mut reader = ConsoleReader::new(medium, decoder, self.max_line);
        for split in splits {
            reader.open(split).await?;
        }
        Ok(reader)
    }
}

impl<D> fmt::Debug for ConsoleSource<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleSource")
            .field("input", &self.medium.name())
            .field("follow", &self.follow)
            .field("max_line", &self.max_line)
            .finish_non_exhaustive()
    }
}
