use super::pending::Pending;
use super::{AnySink, TypedSink};
use crate::account::{Entry, Tally, Task};
use crate::backoff::Backoff;
use crate::checkpoint::raw;
use crate::context::Context;
use crate::coordinator::Event;
use crate::flow::{Barrier, Cursor, Output, Signal};
use crate::graph::{NodeId, Opening};
use aqueduct_core::{
    DeadLetter, Delivery, Epoch, Error, EventTime, Reason, Record, Refused, Result, Run, Sink, SinkWriter,
    SubtaskId,
};
use futures_util::future::BoxFuture;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The end of a chain that writes: rows are collected while records pass and written when flushed.
pub(crate) struct Sinking<T: Send + 'static, S: Sink<T>> {
    typed: Arc<TypedSink<T, S>>,
    number: usize,
    node: NodeId,
    subtask: usize,
    writer: Option<S::Writer>,
    run: Run,
    go: Option<mpsc::UnboundedReceiver<Epoch>>,
    pending: Pending<T>,
    barrier: Option<Barrier>,
    /// A transactional writer has prepared this and not committed it yet. The commit waits for the
    /// flush after the barrier's: the dead letters' barrier has to pass before.
    uncommitted: Option<Epoch>,
    /// Rows go even if they are few.
    due: bool,
    watermark: EventTime,
    tally: Tally,
    cursor: Cursor,
    task: Arc<Task>,
    context: Arc<Context>,
}

impl<T: Serialize + Send + 'static, S: Sink<T>> Sinking<T, S> {
    pub(crate) fn new(
        typed: &Arc<TypedSink<T, S>>,
        number: usize,
        node: NodeId,
        at: &mut Opening<'_>,
    ) -> Self {
        let mut tally = Tally::new(node);
        tally.open(at);
        let context = Arc::clone(&at.build().context);
        let single = typed.writers(context.parallelism) == 1;
        Self {
            typed: Arc::clone(typed),
            number,
            node,
            subtask: at.subtask(),
            writer: None,
            run: context.run_of(&typed.name),
            go: if single { typed.take_go() } else { None },
            pending: Pending::new(),
            barrier: None,
            uncommitted: None,
            due: false,
            watermark: EventTime::MIN,
            tally,
            cursor: at.cursor(),
            task: Arc::clone(at.task()),
            context,
        }
    }

    async fn writer(&mut self) -> Result<&mut S::Writer> {
        if self.writer.is_none() {
            let opened = self.typed.sink.open(SubtaskId(self.subtask), &self.run).await;
            self.writer = Some(opened.map_err(|e| e.with("sink", &self.typed.name))?);
        }
        self.writer.as_mut().ok_or_else(|| Error::internal("a writer was opened and is gone"))
    }

    async fn write_all(&mut self) -> Result<()> {
        let in_place = matches!(self.typed.delivery(), Delivery::Append | Delivery::Upsert);
        let mut backoff = Backoff::new(self.subtask as u64);
        while !self.pending.rows.is_empty() {
            let before = self.pending.rows.len();
            let mut rows = std::mem::take(&mut self.pending.rows);
            let written = self.writer().await?.write(&mut rows).await;
            let taken = before - rows.len();
            self.pending.rows = rows;
            let refused = match written {
                Ok(refused) => refused,
                Err(error) if in_place && error.is_transient() && backoff.tries() < self.context.retries => {
                    let wait = backoff.next();
                    tracing::warn!(%error, sink = %self.typed.name, ?wait, "A write failed and is tried again");
                    self.context.clock.sleep(wait).await;
                    Vec::new()
                }
                Err(error) => return Err(error.with("sink", &self.typed.name)),
            };
            self.tally.count(Entry::In, taken as u64);
            self.tally.count(Entry::Bytes, self.pending.take_bytes(taken, before));
            self.tally.count(Entry::Kept, taken.saturating_sub(refused.len()) as u64);
            self.refuse(refused)?;
            self.pending.drop_origins(taken);
        }
        self.due = false;
        Ok(())
    }

    /// Rows that the outside system does not take go on to the dead letters.
    fn refuse(&self, refused: Vec<Refused<T>>) -> Result<()> {
        self.tally.count(Entry::Rejected, refused.len() as u64);
        let mut ordinals = HashMap::<String, u32>::new();
        for one in refused {
            if self.typed.takes_letters() {
                let error = Error::new(one.reason.kind(), "the dead-letter sink refuses a dead letter");
                return Err(error.with("sink", &self.typed.name).because(one.reason));
            }
            let payload = serde_json::to_vec(&one.row.value).unwrap_or_default();
            let origin = one.nth.and_then(|nth| self.pending.origin(nth));
            let (coordinates, source) =
                origin.unwrap_or_else(|| (self.task.place(self.node, one.row.time, &payload), String::new()));
            // Not its number among the refused: a replay may write other rows together.
            let ordinal = ordinals.entry(coordinates.clone()).and_modify(|n| *n += 1).or_default();
            let letter = DeadLetter {
                reason: Reason::Refused,
                message: one.reason.to_string(),
                coordinates,
                source,
                ordinal: *ordinal,
                event_time: (one.row.time != EventTime::MIN).then_some(one.row.time),
                payload,
                ..DeadLetter::default()
            };
            self.task.letter(self.node, letter);
        }
        Ok(())
    }

    async fn prepare(&mut self, barrier: Barrier) -> Result<()> {
        self.context.reach("sink.prepare.before").await?;
        let name = Arc::clone(&self.typed.name);
        let prepared = self.writer().await?.prepare(barrier.epoch).await;
        let prepared = prepared.map_err(|e| e.with("sink", &name))?;
        self.context.reach("sink.prepare.after").await?;
        // They were counted as delivered when they were taken.
        let refused = prepared.refused.len() as u64;
        self.tally.uncount(Entry::Kept, refused);
        self.refuse(prepared.refused)?;
        let commits = prepared.commits.iter().map(|c| raw("commit", c)).collect::<Result<_>>()?;
        self.context.tell(Event::Prepared {
            sink: self.number,
            epoch: barrier.epoch,
            watermark: self.watermark,
            commits,
        });
        if self.typed.delivery() == Delivery::Transactional {
            self.uncommitted = Some(barrier.epoch);
        }
        Ok(())
    }

    /// Waits for the word that the checkpoint is stored, and commits. No rows are taken meanwhile.
    async fn commit(&mut self, epoch: Epoch) -> Result<()> {
        let go = self.go.as_mut().ok_or_else(|| Error::internal("a transactional sink with two writers"))?;
        while go.recv().await.ok_or_else(|| Error::internal("the coordinator is gone"))? < epoch {}
        self.context.reach("sink.commit.before").await?;
        let name = Arc::clone(&self.typed.name);
        self.writer().await?.commit(epoch).await.map_err(|e| e.with("sink", &name))?;
        self.context.reach("sink.commit.after").await?;
        self.context.tell(Event::Committed { epoch });
        Ok(())
    }
}

impl<T: Serialize + Send + 'static, S: Sink<T>> Output<T> for Sinking<T, S> {
    #[inline(always)]
    fn push(&mut self, record: Record<T>) {
        self.pending.push(record, &self.cursor);
    }

    fn pause(&mut self) -> Result<()> {
        self.pending.pause(&self.cursor);
        Ok(())
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        match signal {
            Signal::Watermark(watermark) => self.watermark = watermark,
            Signal::Barrier(barrier) => self.barrier = Some(barrier),
            Signal::Linger => self.due = true,
        }
        Ok(())
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            self.writer().await?;
            if let Some(epoch) = self.uncommitted.take() {
                self.commit(epoch).await?;
            }
            if self.due || self.barrier.is_some() || self.pending.is_due() {
                self.write_all().await?;
            }
            match self.barrier.take() {
                Some(barrier) => self.prepare(barrier).await,
                None => Ok(()),
            }
        })
    }
}
