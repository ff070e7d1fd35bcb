use crate::{Ack, Fetch, Lag, OneSplit, OpenOne, Result, SourceReader, Split, SplitId};
use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::future::{BoxFuture, join_all, ready};
use futures_util::stream::FuturesUnordered;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

type Item<O> = <<O as OpenOne>::Reader as OneSplit>::Item;
type SplitOf<O> = <<O as OpenOne>::Reader as OneSplit>::Split;
type AckOf<O> = <<O as OpenOne>::Reader as OneSplit>::Ack;

/// A reader comes back from its own future together with the answer.
enum Turn<O: OpenOne> {
    Opened(SplitId, Result<O::Reader>),
    Answered(O::Reader, Result<Fetch<Item<O>, SplitOf<O>>>),
}

impl<O: OpenOne> Turn<O> {
    fn is_of_any(&self, splits: &[SplitId]) -> bool {
        match self {
            // Asking a reader for its name makes one.
            _ if splits.is_empty() => false,
            Self::Opened(id, _) => splits.contains(id),
            Self::Answered(reader, _) => splits.contains(&reader.id()),
        }
    }
}

/// Reads many splits, each with a reader of its own: one throttled or failed split never stops its
/// siblings.
///
/// All work in flight lives in here, so dropping `fetch` loses nothing, not even progress. A held
/// split finishes the request in flight and keeps the answer until it is let go.
pub struct PerSplit<O: OpenOne> {
    open: Arc<O>,
    running: FuturesUnordered<BoxFuture<'static, Turn<O>>>,
    /// Turns of held splits that came to their end, waiting to be let go.
    parked: Vec<Turn<O>>,
    held: Vec<SplitId>,
    acks: HashMap<SplitId, AckOf<O>>,
}

impl<O: OpenOne> PerSplit<O> {
    /// Opens splits with `open`; none are open yet.
    pub fn new(open: O) -> Self {
        Self {
            open: Arc::new(open),
            running: FuturesUnordered::new(),
            parked: Vec::new(),
            held: Vec::new(),
            acks: HashMap::new(),
        }
    }

    fn start(&mut self, mut reader: O::Reader) {
        self.running.push(Box::pin(async move {
            let answer = reader.next().await;
            Turn::Answered(reader, answer)
        }));
    }

    /// What a finished turn means; `None` when there is nothing to tell.
    fn take(&mut self, turn: Turn<O>) -> Option<Fetch<Item<O>, SplitOf<O>>> {
        match turn {
            Turn::Opened(id, Err(error)) => Some(Fetch::Failed(id, error)),
            Turn::Opened(id, Ok(reader)) => {
                self.acks.insert(id, reader.ack());
                self.start(reader);
                None
            }
            // The reader is dropped; the engine adds the split again.
            Turn::Answered(reader, Err(error)) => Some(Fetch::Failed(reader.id(), error)),
            Turn::Answered(_, Ok(over @ (Fetch::End(_) | Fetch::Failed(..)))) => Some(over),
            Turn::Answered(reader, Ok(fetch)) => {
                self.start(reader);
                Some(fetch)
            }
        }
    }
}

#[async_trait]
impl<O: OpenOne> SourceReader for PerSplit<O> {
    type Item = Item<O>;
    type Split = SplitOf<O>;

    async fn fetch(&mut self) -> Result<Fetch<Item<O>, SplitOf<O>>> {
        loop {
            // An empty set says "ended" at once, which here means that nothing is open: wait to be
            // dropped for `add` or `hold`.
            let Some(turn) = self.running.next().await else {
                return std::future::pending().await;
            };
            if turn.is_of_any(&self.held) {
                self.parked.push(turn);
            } else if let Some(fetch) = self.take(turn) {
                return Ok(fetch);
            }
        }
    }

    async fn add(&mut self, splits: Vec<SplitOf<O>>) -> Result<()> {
        for split in splits {
            let open = Arc::clone(&self.open);
            self.running.push(Box::pin(async move {
                let id = split.id();
                Turn::Opened(id, open.open(split).await)
            }));
        }
        Ok(())
    }

    fn hold(&mut self, splits: &[SplitId]) {
        self.held = splits.to_vec();
        for turn in self.parked.drain(..) {
            self.running.push(Box::pin(ready(turn)));
        }
    }

    async fn acknowledge(&mut self, upto: &[SplitOf<O>]) -> Result<()> {
        // All at once and to the end: a slow or failing split must not keep its siblings from it.
        let acks = upto.iter().filter_map(|split| Some(self.acks.get(&split.id())?.upto(split)));
        join_all(acks).await.into_iter().collect()
    }

    fn lag(&self, _split: &SplitId) -> Option<Lag> {
        None
    }
}

impl<O: OpenOne> fmt::Debug for PerSplit<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PerSplit")
            .field("running", &self.running.len())
            .field("parked", &self.parked.len())
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}
