use crate::log::MemoryLog;
use crate::reader::MemoryReader;
use crate::script::LogCall;
use crate::settings::{End, Settings};
use crate::split::MemorySplit;
use crate::take::{Take, decoded, whole};
use aqueduct_core::{Boundedness, Decode, Discovered, Result, Source, Split, SplitId};
use async_trait::async_trait;
use std::fmt;
use std::sync::Arc;

/// Reads a [`MemoryLog`], one split for each partition.
///
/// By default it begins at the earliest record, goes on without an end, and a record's time is the
/// one it was appended with. The setters are in the order of what they change: where it begins and
/// ends, how much comes at once, what a record is.
pub struct MemorySource<T, I = T> {
    log: MemoryLog<T>,
    pub(crate) settings: Settings<T>,
    take: Arc<Take<T, I>>,
}

impl<T> MemorySource<T> {
    /// Reads the values of `log` as they are.
    pub fn new(log: &MemoryLog<T>) -> Self {
        Self { log: log.clone(), settings: Settings::default(), take: whole() }
    }
}

impl MemorySource<Vec<u8>> {
    /// Reads the values as messages: what cannot be decoded becomes a dead letter, and the payload
    /// size is the message's length. Default: values as they are.
    #[must_use]
    pub fn decode<D: Decode>(self, decoder: D) -> MemorySource<Vec<u8>, D::Item> {
        MemorySource { log: self.log, settings: self.settings, take: decoded(decoder) }.sized(Vec::len)
    }
}

#[async_trait]
impl<T, I> Source for MemorySource<T, I>
where
    T: Clone + Send + 'static,
    I: Send + 'static,
{
    type Item = I;
    type Split = MemorySplit;
    type Reader = MemoryReader<T, I>;

    fn boundedness(&self) -> Boundedness {
        match self.settings.end {
            End::Never => Boundedness::Unbounded,
            End::AsDiscovered | End::Closed => Boundedness::Bounded,
        }
    }

    fn has_time(&self) -> bool {
        self.settings.timed
    }

    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Discovered<MemorySplit>> {
        self.log.script().check(LogCall::Discover)?;
        let splits = (0..).zip(self.log.bounds()).map(|(partition, (earliest, end))| {
            let from_latest = first && self.settings.latest;
            MemorySplit {
                partition,
                next: if from_latest { end } else { earliest },
                end: (self.settings.end == End::AsDiscovered).then_some(end),
            }
        });
        let splits = splits.filter(|split| !ended.contains(&split.id())).collect();
        Ok(Discovered::splits(splits))
    }

    async fn open(&self, splits: Vec<MemorySplit>) -> Result<MemoryReader<T, I>> {
        self.log.script().check(LogCall::Open)?;
        for split in &splits {
            self.log.check(split)?;
        }
        let (log, take) = (self.log.clone(), Arc::clone(&self.take));
        Ok(MemoryReader::new(log, self.settings.clone(), take, splits))
    }
}

impl<T, I> fmt::Debug for MemorySource<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySource")
            .field("log", &self.log)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
