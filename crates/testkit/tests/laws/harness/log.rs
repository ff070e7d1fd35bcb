use aqueduct_core::decode::Text;
use aqueduct_core::{ErrorKind, EventTime};
use aqueduct_memory::{LogCall, MemoryLog, MemorySource};
use aqueduct_testkit::{Reading, SourceCapabilities, SourceHarness};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One log.
pub(crate) struct MemoryHarness {
    pub(crate) log: MemoryLog<Vec<u8>>,
    disturbed: AtomicUsize,
}

/// A source over `log`, of small batches, so that there are many positions.
pub(crate) fn source_over(log: &MemoryLog<Vec<u8>>, reading: Reading) -> MemorySource<Vec<u8>, String> {
    let source = MemorySource::new(log).decode(Text).chunk(3);
    match reading {
        Reading::Live => source,
        Reading::ToPresentEnd => source.bounded(),
        Reading::FromNow => source.from_latest(),
    }
}

/// A log that does not answer.
pub(crate) fn unreachable_log() -> MemoryLog<Vec<u8>> {
    let log = MemoryLog::new(1);
    log.fail(LogCall::Discover, 1, ErrorKind::Unavailable);
    log
}

impl SourceHarness for MemoryHarness {
    type Source = MemorySource<Vec<u8>, String>;

    fn capabilities() -> SourceCapabilities {
        SourceCapabilities {
            ends: true,
            starts_now: true,
            discovers: true,
            loses_positions: true,
            undecodable: true,
            acknowledges: true,
            breaks: true,
            ..SourceCapabilities::default()
        }
    }

    async fn provision(splits: usize) -> Option<Self> {
        let log = MemoryLog::new(u32::try_from(splits).unwrap());
        Some(Self { log, disturbed: AtomicUsize::new(0) })
    }

    fn source(&self, reading: Reading) -> Self::Source {
        source_over(&self.log, reading)
    }

    fn text(item: &String) -> String {
        item.clone()
    }

    async fn publish(&self, split: usize, text: &str) {
        self.log.append(split as u32, text.into(), EventTime::from_secs(1));
    }

    fn unreachable(&self) -> Option<Self::Source> {
        Some(source_over(&unreachable_log(), Reading::Live))
    }

    async fn publish_undecodable(&self, split: usize) -> Vec<u8> {
        let raw = vec![b'a', 0xff, split as u8];
        self.log.append(split as u32, raw.clone(), EventTime::from_secs(1));
        raw
    }

    async fn add_split(&self) -> usize {
        self.log.add_partition() as usize
    }

    async fn forget(&self, split: usize) {
        self.log.truncate(split as u32, self.log.end(split as u32));
    }

    async fn acknowledged(&self, split: usize) -> u64 {
        self.log.acknowledged(split as u32)
    }

    async fn disturb(&self, split: usize) {
        // Now the split alone, now the whole reader.
        let call = match self.disturbed.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => LogCall::Fetch(split as u32),
            _ => LogCall::Read,
        };
        self.log.fail(call, 1, ErrorKind::Unavailable);
    }
}
