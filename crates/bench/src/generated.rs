use crate::lane::Lane;
use crate::numbers::Numbers;
use aqueduct_core::{
    Boundedness, Discovered, Fetch, Lag, NoOrigins, Origins, Record, Result, Source, SourceReader, Split,
    SplitId,
};
use aqueduct_engine::BATCH;
use async_trait::async_trait;
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A bounded source whose records are computed from their numbers, in batches of [`BATCH`]. Each of its
/// lanes, one per subtask, makes every n-th record.
pub(crate) struct Generated<T, F> {
    records: u64,
    lanes: u64,
    /// What a record is charged with, in bytes.
    size: usize,
    fill: F,
    item: PhantomData<fn() -> T>,
}

impl<T, F> Generated<T, F>
where
    T: Send + 'static,
    F: Fn(&mut Vec<Record<T>>, Numbers) + Clone + Send + Sync + 'static,
{
    /// `fill` adds the records with these numbers, in their order, with times that never fall.
    pub(crate) fn new(records: u64, lanes: usize, size: usize, fill: F) -> Self {
        Self { records, lanes: lanes as u64, size, fill, item: PhantomData }
    }
}

#[async_trait]
impl<T, F> Source for Generated<T, F>
where
    T: Send + 'static,
    F: Fn(&mut Vec<Record<T>>, Numbers) + Clone + Send + Sync + 'static,
{
    type Item = T;
    type Split = Lane;
    type Reader = GeneratedReader<T, F>;

    fn boundedness(&self) -> Boundedness {
        Boundedness::Bounded
    }

    fn has_time(&self) -> bool {
        true
    }

    async fn discover(&self, _first: bool, ended: &[SplitId]) -> Result<Discovered<Lane>> {
        let lanes = (0..self.lanes).map(|nth| Lane { nth, next: nth });
        Ok(Discovered::splits(lanes.filter(|lane| !ended.contains(&lane.id())).collect()))
    }

    async fn open(&self, splits: Vec<Lane>) -> Result<GeneratedReader<T, F>> {
        Ok(GeneratedReader {
            records: self.records,
            lanes: self.lanes,
            size: self.size,
            fill: self.fill.clone(),
            open: splits.into(),
            held: Vec::new(),
            origins: Arc::new(NoOrigins),
            item: PhantomData,
        })
    }
}

/// Makes the records of some lanes, in turn.
pub(crate) struct GeneratedReader<T, F> {
    records: u64,
    lanes: u64,
    size: usize,
    fill: F,
    /// The one to serve next comes first.
    open: VecDeque<Lane>,
    held: Vec<SplitId>,
    origins: Arc<dyn Origins>,
    item: PhantomData<fn() -> T>,
}

#[async_trait]
impl<T, F> SourceReader for GeneratedReader<T, F>
where
    T: Send + 'static,
    F: Fn(&mut Vec<Record<T>>, Numbers) + Clone + Send + Sync + 'static,
{
    type Item = T;
    type Split = Lane;

    async fn fetch(&mut self) -> Result<Fetch<T, Lane>> {
        let turn = self.open.iter().position(|lane| !self.held.contains(&lane.id()));
        let Some(mut lane) = turn.and_then(|nth| self.open.remove(nth)) else {
            return std::future::pending().await;
        };
        if lane.next >= self.records {
            return Ok(Fetch::End(lane.id()));
        }
        let (from, batch) = (lane.next, BATCH as u64 * self.lanes);
        lane.next += batch;
        let numbers = (from..lane.next.min(self.records)).step_by(self.lanes as usize);
        let mut records = Vec::with_capacity(BATCH);
        (self.fill)(&mut records, numbers);
        self.open.push_back(lane.clone());
        let bytes = records.len() * self.size;
        Ok(Fetch::Batch {
            records,
            bytes,
            origins: Arc::clone(&self.origins),
            rejected: Vec::new(),
            skipped: 0,
            resume: lane,
        })
    }

    async fn add(&mut self, splits: Vec<Lane>) -> Result<()> {
        self.open.extend(splits);
        Ok(())
    }

    fn hold(&mut self, splits: &[SplitId]) {
        self.held = splits.to_vec();
    }

    async fn acknowledge(&mut self, _upto: &[Lane]) -> Result<()> {
        Ok(())
    }

    fn lag(&self, _split: &SplitId) -> Option<Lag> {
        None
    }
}

impl<T, F> fmt::Debug for Generated<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated").field("records", &self.records).finish_non_exhaustive()
    }
}
