use crate::at::{At, Places};
use crate::log::MemoryLog;
use crate::partition::Found;
use crate::script::LogCall;
use crate::settings::Settings;
use crate::split::MemorySplit;
use crate::take::Take;
use aqueduct_core::{EventTime, Fetch, Lag, Record, Result, SourceReader, Split, SplitId};
use async_trait::async_trait;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// Reads some partitions of a [`MemoryLog`], in turn.
pub struct MemoryReader<T, I> {
    log: MemoryLog<T>,
    settings: Settings<T>,
    take: Arc<Take<T, I>>,
    /// The one to serve next comes first.
    open: VecDeque<Open>,
    held: Vec<SplitId>,
    changes: watch::Receiver<()>,
}

/// A split that is being read.
struct Open {
    split: MemorySplit,
    held: bool,
    /// When it was last said to be idle; `None` if it has had records since.
    told: Option<Instant>,
}

impl<T: Clone, I> MemoryReader<T, I> {
    pub(crate) fn new(
        log: MemoryLog<T>,
        settings: Settings<T>,
        take: Arc<Take<T, I>>,
        splits: Vec<MemorySplit>,
    ) -> Self {
        let changes = log.changes();
        let open = splits.into_iter().map(|s| Open::new(s, &[])).collect();
        Self { log, settings, take, open, held: Vec::new(), changes }
    }

    /// The splits that are at their end, if there is one among them for which it is time to say so.
    fn idle(&mut self) -> Option<Fetch<I, MemorySplit>> {
        let now = Instant::now();
        let log = &self.log;
        let waiting =
            |open: &&mut Open| !open.held && matches!(log.find(&open.split, |_| ()), Found::Waiting);
        let waiting: Vec<_> = self.open.iter_mut().filter(waiting).collect();
        let due = |open: &&mut Open| open.told.is_none_or(|at| at + self.settings.idle_every <= now);
        if !waiting.iter().any(due) {
            return None;
        }
        let told = waiting.into_iter().map(|open| {
            open.told = Some(now);
            open.split.id()
        });
        Some(Fetch::Idle(told.collect()))
    }

    /// What the next split in turn has to tell, leaving out those that are held or waiting.
    fn next(&mut self) -> Option<Fetch<I, MemorySplit>> {
        for _ in 0..self.open.len() {
            let mut open = self.open.pop_front()?;
            let fetch = if open.held { None } else { self.serve(&mut open) };
            if !matches!(fetch, Some(Fetch::End(_) | Fetch::Failed(..))) {
                self.open.push_back(open);
            }
            if fetch.is_some() {
                return fetch;
            }
        }
        None
    }

    fn serve(&self, open: &mut Open) -> Option<Fetch<I, MemorySplit>> {
        let id = open.split.id();
        match self.read(&open.split) {
            Found::Waiting => None,
            Found::Over => Some(Fetch::End(id)),
            Found::Lost(error) => Some(Fetch::Failed(id, error)),
            Found::Records(records) => {
                let call = LogCall::Fetch(open.split.partition);
                let planned = self.log.script().check(call);
                Some(planned.map_or_else(|error| Fetch::Failed(id, error), |()| self.batch(open, records)))
            }
        }
    }

    /// Copies the next records of a split, as many as fit into one batch.
    fn read(&self, split: &MemorySplit) -> Found<Vec<Record<T>>> {
        let mut bytes = 0;
        self.log.find(split, |there| {
            let mut records = Vec::new();
            for record in there.take(self.settings.chunk) {
                bytes += (self.settings.size)(&record.value);
                if bytes > self.settings.max_batch_bytes && !records.is_empty() {
                    break;
                }
                records.push(record.clone());
            }
            records
        })
    }

    /// Makes a batch of `found` and moves the split on behind it.
    fn batch(&self, open: &mut Open, found: Vec<Record<T>>) -> Fetch<I, MemorySplit> {
        let (mut records, mut rejected, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let (mut bytes, mut skipped) = (0, 0);
        for mut record in found {
            let at = At { partition: open.split.partition, position: open.split.next };
            open.split.next += 1;
            if !self.settings.timed {
                record.time = EventTime::MIN;
            }
            let size = (self.settings.size)(&record.value);
            match (self.take)(record, at) {
                Ok(Some(record)) => {
                    records.push(record);
                    places.push(at);
                    bytes += size;
                }
                Ok(None) => skipped += 1,
                Err(letter) => rejected.push(*letter),
            }
        }
        open.told = None;
        let (origins, resume) = (Arc::new(Places(places)), open.split.clone());
        Fetch::Batch { records, bytes, origins, rejected, skipped, resume }
    }
}

#[async_trait]
impl<T, I> SourceReader for MemoryReader<T, I>
where
    T: Clone + Send + 'static,
    I: Send + 'static,
{
    type Item = I;
    type Split = MemorySplit;

    async fn fetch(&mut self) -> Result<Fetch<I, MemorySplit>> {
        self.log.script().check(LogCall::Read)?;
        loop {
            if self.open.iter().all(|open| open.held) {
                return std::future::pending().await;
            }
            if let Some(fetch) = self.idle().or_else(|| self.next()) {
                return Ok(fetch);
            }
            // All that are not held are at their end, and said to be. A change after the look ends the
            // wait at once. Dropped here, nothing has been taken.
            let told = self.open.iter().filter(|open| !open.held).filter_map(|open| open.told);
            let until = told.min().unwrap_or_else(Instant::now) + self.settings.idle_every;
            let _ = timeout_at(until, self.changes.changed()).await;
        }
    }

    async fn add(&mut self, splits: Vec<MemorySplit>) -> Result<()> {
        let held = &self.held;
        self.open.extend(splits.into_iter().map(|s| Open::new(s, held)));
        Ok(())
    }

    fn hold(&mut self, splits: &[SplitId]) {
        self.held = splits.to_vec();
        for open in &mut self.open {
            open.held = splits.contains(&open.split.id());
        }
    }

    async fn acknowledge(&mut self, upto: &[MemorySplit]) -> Result<()> {
        self.log.script().check(LogCall::Acknowledge)?;
        upto.iter().for_each(|split| self.log.acknowledge(split));
        Ok(())
    }

    fn lag(&self, split: &SplitId) -> Option<Lag> {
        let open = self.open.iter().find(|open| open.split.id() == *split)?;
        let end = self.log.bounds().get(open.split.partition as usize)?.1;
        let end = end.min(open.split.end.unwrap_or(u64::MAX));
        Some(Lag { records: Some(end.saturating_sub(open.split.next)), time: None })
    }
}

impl Open {
    fn new(split: MemorySplit, held: &[SplitId]) -> Self {
        let held = held.contains(&split.id());
        Self { split, held, told: None }
    }
}

impl<T, I> fmt::Debug for MemoryReader<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let splits = self.open.iter().map(|open| &open.split);
        f.debug_list().entries(splits).finish()
    }
}
