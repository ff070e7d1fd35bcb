use super::SourceNote;
use super::command::Command;
use super::reading::{Answer, Reading};
use super::splits::Splits;
use super::typed_source::{Seat, TypedSource};
use crate::Watermarks;
use crate::account::{Entry, Tally, TaskEnd};
use crate::backoff::Backoff;
use crate::context::Context;
use crate::coordinator::Event;
use crate::flow::{Barrier, Batch, Collector, Origin, Signal, SplitClock};
use crate::graph::{NodeId, Opening, Port, Running};
use aqueduct_core::fault::Planted;
use aqueduct_core::{
    DeadLetter, Error, EventTime, Fetch, Origins, Record, Result, Source, SourceReader, Split, SplitId,
};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

/// How often a subtask that follows the others looks at them.
const FOLLOW: Duration = Duration::from_millis(20);

/// One subtask of a source: fetches, passes on, notes positions at barriers.
pub(crate) struct SourceTask<S: Source> {
    typed: Arc<TypedSource<S>>,
    number: usize,
    node: NodeId,
    subtask: usize,
    seat: Seat<S::Split>,
    out: Box<dyn Collector<Record<S::Item>>>,
    end: TaskEnd,
    tally: Tally,
    clock: Arc<SplitClock>,
    context: Arc<Context>,
    splits: Splits<S::Split>,
    /// Splits that have failed, and when to read them again; `None` while that is being tried.
    failed: BTreeMap<SplitId, (Backoff, Option<Duration>)>,
    broken: Backoff,
    forwarded: EventTime,
    /// Something may lie in a part-filled batch.
    partial: bool,
    finished: bool,
    /// The positions of the last barrier, for a test that stores stale ones.
    stale: Option<SourceNote>,
    /// Records to skip, for a test that does.
    skip: usize,
}

/// What the loop goes on with.
enum Turn<S: Source> {
    Answer(Answer<S>),
    /// A command that needs the reader.
    Command(Command<S::Split>),
    /// A failed split is due.
    Due,
    Over,
}

impl<S: Source> SourceTask<S> {
    pub(crate) fn build(
        typed: &Arc<TypedSource<S>>,
        number: usize,
        node: NodeId,
        port: Port<S::Item>,
        at: &mut Opening<'_>,
    ) -> Result<Option<Running>> {
        let seat = typed.seat(at.subtask())?;
        let clock = Arc::new(SplitClock::new(Watermarks::default(), seat.watermark));
        let mut tally = Tally::new(node);
        tally.open(at);
        if typed.source.has_time() {
            at.begin_source(&clock, tally.clone());
        } else {
            at.begin_untimed_source(&clock);
        }
        let task = Self {
            typed: Arc::clone(typed),
            number,
            node,
            subtask: at.subtask(),
            out: at.collector(&port)?,
            end: at.task_end(),
            tally,
            clock,
            context: Arc::clone(&at.build().context),
            splits: Splits::new(),
            failed: BTreeMap::new(),
            broken: Backoff::new(at.subtask() as u64),
            forwarded: seat.watermark,
            partial: false,
            finished: false,
            stale: None,
            skip: 1,
            seat,
        };
        Ok(Some(Box::pin(task.run())))
    }

    async fn run(mut self) -> Result<()> {
        self.out.flush().await?;
        if self.forwarded > EventTime::MIN {
            self.send(Signal::Watermark(self.forwarded)).await?;
        }
        let mut reading = Reading::new();
        loop {
            match self.turn(&mut reading).await? {
                Turn::Over => return Ok(()),
                Turn::Answer(Ok(fetch)) => {
                    self.broken.reset();
                    self.measure(&fetch, &reading);
                    self.take(fetch).await?;
                }
                Turn::Answer(Err(error)) => self.break_off(error, &mut reading)?,
                Turn::Command(command) => self.obey(command, &mut reading).await?,
                Turn::Due => self.add_due(&mut reading).await?,
            }
        }
    }

    /// Notes how far the split of this answer is behind.
    fn measure(&self, fetch: &Fetch<S::Item, S::Split>, reading: &Reading<S>) {
        if let (Fetch::Batch { resume, .. }, Some(reader)) = (fetch, &reading.reader) {
            let id = resume.id();
            if let Some(lag) = reader.lag(&id) {
                self.seat.table.set_lag(&id, lag);
            }
        }
    }

    /// Waits for an answer or a command. The fetch goes on over barriers: dropped at every trigger, a
    /// slow call would never end under a fast one.
    async fn turn(&mut self, reading: &mut Reading<S>) -> Result<Turn<S>> {
        let typed = Arc::clone(&self.typed);
        let open = if self.finished { Vec::new() } else { self.readable() };
        let mut fetch = pin!(reading.next(&typed.source, open));
        loop {
            let wake = self.wake();
            let command = tokio::select! {
                biased;
                command = self.seat.commands.recv() => Some(command.ok_or_else(forsaken)?),
                answer = &mut fetch => return Ok(Turn::Answer(answer)),
                () = wake => None,
            };
            match command {
                Some(Command::Trigger(barrier)) => {
                    self.barrier(barrier).await?;
                    if barrier.last {
                        return Ok(Turn::Over);
                    }
                }
                Some(Command::Served(splits)) => {
                    self.splits.served(&splits);
                    self.advance().await?;
                }
                Some(command) => return Ok(Turn::Command(command)),
                None => {
                    self.linger().await?;
                    if !self.due().is_empty() {
                        return Ok(Turn::Due);
                    }
                }
            }
        }
    }

    /// Open splits that do not wait after a failure.
    fn readable(&self) -> Vec<S::Split> {
        let waits = |id| self.failed.get(&id).is_some_and(|(_, due)| due.is_some());
        self.splits.open().into_iter().filter(|s| !waits(s.id())).collect()
    }

    /// Failed splits whose time has come.
    fn due(&self) -> Vec<SplitId> {
        let now = self.context.clock.elapsed();
        let due = self.failed.iter().filter(|(_, (_, due))| due.is_some_and(|at| at <= now));
        due.map(|(id, _)| id.clone()).collect()
    }

    /// Ends when there is something to do without an answer.
    fn wake(&self) -> BoxFuture<'static, ()> {
        let clock = &self.context.clock;
        let due = self
            .failed
            .values()
            .filter_map(|(_, due)| Some(due.as_ref()?.saturating_sub(clock.elapsed())))
            .min();
        let linger = self.partial.then_some(self.context.linger);
        let follow = (!self.finished && self.splits.watermark(&self.clock).is_none()).then_some(FOLLOW);
        match [due, linger, follow].into_iter().flatten().min() {
            Some(wait) => clock.sleep(wait),
            None => Box::pin(std::future::pending()),
        }
    }

    async fn linger(&mut self) -> Result<()> {
        if self.partial {
            self.partial = false;
            self.send(Signal::Linger).await?;
        }
        self.advance().await
    }

    async fn send(&mut self, signal: Signal) -> Result<()> {
        self.out.signal(signal)?;
        self.out.flush().await?;
        self.end.settle().await
    }

    async fn take(&mut self, fetch: Fetch<S::Item, S::Split>) -> Result<()> {
        match fetch {
            Fetch::Batch { records, bytes, origins, rejected, skipped, resume } => {
                self.tally.count(Entry::In, skipped as u64);
                self.tally.count(Entry::Filtered, skipped as u64);
                self.failed.remove(&resume.id());
                self.rejected(rejected);
                self.pass(records, bytes, origins, resume).await?;
            }
            Fetch::Idle(splits) => {
                let (now, after) = (self.context.clock.elapsed(), self.clock.watermarks().idle_after);
                for id in &splits {
                    self.splits.at_end(id, now, after);
                }
            }
            Fetch::End(id) => {
                self.splits.ended(&id);
                self.context.tell(Event::Ended { source: self.number, split: id });
            }
            Fetch::Failed(id, error) => self.fail(id, error)?,
        }
        self.advance().await
    }

    /// Messages that the reader could not decode.
    fn rejected(&self, letters: Vec<DeadLetter>) {
        self.tally.count(Entry::In, letters.len() as u64);
        self.tally.count(Entry::Rejected, letters.len() as u64);
        for (ordinal, mut letter) in letters.into_iter().enumerate() {
            letter.source = self.typed.name.to_string();
            letter.ordinal = if letter.coordinates.is_empty() { ordinal as u32 } else { letter.ordinal };
            self.end.task.letter(self.node, letter);
        }
    }

    /// Passes a batch through the chain; then, and not before, its position counts.
    async fn pass(
        &mut self,
        mut records: Vec<Record<S::Item>>,
        bytes: usize,
        origins: Arc<dyn Origins>,
        resume: S::Split,
    ) -> Result<()> {
        let id = resume.id();
        if self.context.incarnation > 1 && self.context.faults.planted(Planted::SkippedRecord) {
            records.drain(..self.skip.min(records.len()));
            self.skip = 0;
        }
        let latest = self.context.clock.now().plus(self.clock.watermarks().max_ahead);
        self.clock.begin(self.splits.high(&id), latest);
        let n = records.len() as u64;
        self.tally.count(Entry::In, n);
        self.tally.count(Entry::Kept, n);
        self.tally.count(Entry::Bytes, bytes as u64);
        let mut batch = Batch::new(records);
        batch.bytes = bytes;
        batch.origin = Origin::of_source(Arc::clone(&self.typed.name), origins);
        self.out.batch(&mut batch)?;
        self.splits.passed(resume, self.clock.high());
        self.partial = true;
        self.out.flush().await?;
        self.end.settle().await
    }

    /// Forwards the watermark if it has risen.
    async fn advance(&mut self) -> Result<()> {
        if self.finished {
            return Ok(());
        }
        let own = self.splits.watermark(&self.clock);
        let low = own.or_else(|| self.seat.table.lowest_active()).unwrap_or(EventTime::MIN);
        let risen = low > self.forwarded;
        self.forwarded = self.forwarded.max(low);
        self.seat.table.set(self.subtask, self.forwarded, own.is_some());
        if risen {
            self.clock.forward(self.forwarded);
            self.send(Signal::Watermark(self.forwarded)).await?;
        }
        Ok(())
    }

    /// Notes the positions between two batches and sends the barrier behind the records before them.
    async fn barrier(&mut self, barrier: Barrier) -> Result<()> {
        self.context.reach("source.barrier.before").await?;
        let note = SourceNote { splits: self.splits.note()?, watermark: self.forwarded };
        let told = if self.context.faults.planted(Planted::StalePosition) {
            self.stale.replace(note.clone()).unwrap_or(note)
        } else {
            note
        };
        let (source, subtask) = (self.number, self.subtask);
        self.context.tell(Event::Noted { source, subtask, epoch: barrier.epoch, note: told });
        self.out.signal(Signal::Barrier(barrier))?;
        self.out.flush().await?;
        self.partial = false;
        self.end.barrier(barrier).await?;
        self.out.flush().await?;
        self.context.reach("source.barrier.after").await
    }

    /// One split is closed. A transient error: it is read again later.
    fn fail(&mut self, id: SplitId, error: Error) -> Result<()> {
        let error = error.with("source", &self.typed.name).with("split", &id);
        let now = self.context.clock.elapsed();
        let seed = crate::hash_of(id.as_str());
        let (backoff, due) = self.failed.entry(id).or_insert((Backoff::new(seed), None));
        if !error.is_transient() || backoff.tries() >= self.context.retries {
            return Err(error);
        }
        *due = Some(now + backoff.next());
        tracing::warn!(%error, "A split failed and will be read again");
        Ok(())
    }

    /// The reader is closed. A transient error: it is opened again later, at the last positions.
    fn break_off(&mut self, error: Error, reading: &mut Reading<S>) -> Result<()> {
        let error = error.with("source", &self.typed.name);
        if !error.is_transient() || self.broken.tries() >= self.context.retries {
            return Err(error);
        }
        let wait = self.broken.next();
        tracing::warn!(%error, ?wait, "A reader failed and will be opened again");
        reading.reopen(self.context.clock.sleep(wait));
        Ok(())
    }

    /// Adds the failed splits whose time has come. The next failure counts on from here, the next batch
    /// forgets it.
    async fn add_due(&mut self, reading: &mut Reading<S>) -> Result<()> {
        let due = self.due();
        for id in &due {
            if let Some((_, due)) = self.failed.get_mut(id) {
                *due = None;
            }
        }
        let splits = due.iter().filter_map(|id| self.splits.get(id).cloned()).collect();
        self.add(splits, reading).await
    }

    async fn add(&mut self, splits: Vec<S::Split>, reading: &mut Reading<S>) -> Result<()> {
        let Some(reader) = &mut reading.reader else {
            return Ok(());
        };
        match reader.add(splits).await {
            Ok(()) => Ok(()),
            Err(error) => self.break_off(error, reading),
        }
    }

    async fn obey(&mut self, command: Command<S::Split>, reading: &mut Reading<S>) -> Result<()> {
        match command {
            Command::Assign(splits) => {
                for (split, high) in &splits {
                    self.splits.add(split.clone(), *high);
                }
                self.add(splits.into_iter().map(|(split, _)| split).collect(), reading).await?;
                self.advance().await
            }
            Command::Acknowledge(upto) => {
                if let Some(reader) = &mut reading.reader
                    && let Err(error) = reader.acknowledge(&upto).await
                {
                    let source = &self.typed.name;
                    metrics::counter!("aqueduct_acknowledge_errors_total", "source" => source.to_string())
                        .increment(1);
                    tracing::warn!(%error, %source, "Positions could not be acknowledged");
                }
                Ok(())
            }
            Command::Finish => {
                self.finished = true;
                reading.reader = None;
                self.forwarded = EventTime::MAX;
                self.seat.table.set(self.subtask, self.forwarded, true);
                self.clock.forward(self.forwarded);
                self.send(Signal::Watermark(EventTime::MAX)).await
            }
            // Both are obeyed without giving up the fetch.
            Command::Trigger(_) | Command::Served(_) => Ok(()),
        }
    }
}

/// The coordinator lives as long as its tasks.
fn forsaken() -> Error {
    Error::internal("the coordinator is gone")
}
