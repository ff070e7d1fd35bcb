use crate::batch::Batch;
use crate::input::{Input, More};
use crate::lines::Lines;
use crate::medium::Medium;
use crate::split::ConsoleSplit;
use aqueduct_core::{Decode, Error, Fetch, Lag, Result, SourceReader, Split, SplitId};
use async_trait::async_trait;
use std::fmt;
use std::time::Duration;
use tokio::time::Instant;

/// How long a fetch waits; an answer has to come within a second.
const PATIENCE: Duration = Duration::from_millis(500);

/// Reads the one split that a source has, or none.
pub struct ConsoleReader<D> {
    medium: Medium,
    decoder: D,
    max_line: usize,
    open: Option<Open>,
    held: Vec<SplitId>,
    /// A split that could not be added.
    failed: Option<(SplitId, Error)>,
}

/// A split that is being read.
struct Open {
    split: ConsoleSplit,
    input: Input,
    lines: Lines,
}

impl<D: Decode> ConsoleReader<D> {
    pub(crate) fn new(medium: Medium, decoder: D, max_line: usize) -> Self {
        Self { medium, decoder, max_line, open: None, held: Vec::new(), failed: None }
    }

    pub(crate) async fn open(&mut self, split: ConsoleSplit) -> Result<()> {
        let input = self.medium.open(&split).await?;
        let lines = Lines::new(split.next, self.max_line);
        self.open = Some(Open { split, input, lines });
        Ok(())
    }

    /// Whether there is a split that may tell something.
    fn may_read(&self) -> bool {
        let failed = self.failed.as_ref().map(|(id, _)| id.clone());
        let id = failed.or_else(|| self.open.as_ref().map(|open| open.split.id()));
        id.is_some_and(|id| !self.held.contains(&id))
    }
}

impl Open {
    /// The lines that are there, as many as fit into one batch. `over`: nothing will follow, and the
    /// last line needs no end.
    fn batch<D: Decode>(&mut self, decoder: &D, over: bool) -> Option<Fetch<D::Item, ConsoleSplit>> {
        let mut batch = Batch::new(&self.split.input, decoder);
        while let Some(length) = self.lines.find(over) {
            if !batch.has_room(length) {
                break;
            }
            batch.add(self.lines.take(length), length);
        }
        self.split.next = self.lines.position();
        batch.answer(&self.split)
    }

    /// Reads on until there is something to tell.
    async fn fetch<D: Decode>(&mut self, decoder: &D) -> Result<Fetch<D::Item, ConsoleSplit>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(batch) = self.batch(decoder, false) {
                return Ok(batch);
            }
            if Instant::now() >= deadline {
                return Ok(Fetch::Idle(Vec::new()));
            }
            match self.input.more(self.lines.end(), deadline).await? {
                More::Bytes(bytes) => self.lines.push(&bytes),
                More::AtEnd => return Ok(Fetch::Idle(vec![self.split.id()])),
                More::Late => return Ok(Fetch::Idle(Vec::new())),
                More::Over => {
                    let rest = self.batch(decoder, true);
                    return Ok(rest.unwrap_or_else(|| Fetch::End(self.split.id())));
                }
            }
        }
    }
}

#[async_trait]
impl<D: Decode> SourceReader for ConsoleReader<D> {
    type Item = D::Item;
    type Split = ConsoleSplit;

    async fn fetch(&mut self) -> Result<Fetch<D::Item, ConsoleSplit>> {
        if !self.may_read() {
            return std::future::pending().await;
        }
        if let Some((id, error)) = self.failed.take() {
            return Ok(Fetch::Failed(id, error));
        }
        let Some(open) = &mut self.open else {
            return std::future::pending().await;
        };
        let answer = open.fetch(&self.decoder).await;
        let answer = answer.unwrap_or_else(|error| Fetch::Failed(open.split.id(), error));
        if matches!(answer, Fetch::End(_) | Fetch::Failed(..)) {
            self.open = None;
        }
        Ok(answer)
    }

    async fn add(&mut self, splits: Vec<ConsoleSplit>) -> Result<()> {
        for split in splits {
            let id = split.id();
            // Told by the next fetch: it concerns this split and not the reader.
            self.failed = self.open(split).await.err().map(|error| (id, error));
        }
        Ok(())
    }

    fn hold(&mut self, splits: &[SplitId]) {
        self.held = splits.to_vec();
    }

    async fn acknowledge(&mut self, upto: &[ConsoleSplit]) -> Result<()> {
        upto.iter().for_each(|split| self.medium.acknowledge(split));
        Ok(())
    }

    /// Never known: neither a file nor a pipe counts its lines.
    fn lag(&self, _: &SplitId) -> Option<Lag> {
        None
    }
}

impl<D> fmt::Debug for ConsoleReader<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsoleReader")
            .field("open", &self.open.as_ref().map(|open| &open.split))
            .finish_non_exhaustive()
    }
}
