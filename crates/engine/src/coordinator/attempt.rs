use super::begin::Beginning;
use super::cancel::Cancel;
use super::epoch_in_flight::EpochInFlight;
use super::source_book::SourceBook;
use super::{Event, progress_log};
use crate::account::LetterPolicy;
use crate::checkpoint::Archive;
use crate::context::Context;
use crate::flow::{Barrier, gone, is_symptom};
use crate::graph::{Build, Graph};
use crate::handle::{Handle, Wish};
use crate::options::Options;
use crate::report::Outcome;
use crate::source::Found;
use aqueduct_core::{Epoch, Error, ErrorKind, Result};
use futures_util::future::{BoxFuture, join_all};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How often progress and metrics are refreshed.
const REFRESH: Duration = Duration::from_secs(1);

type Discovery = BoxFuture<'static, Vec<Result<Found>>>;

/// One start of a pipeline, from its tasks' first step to their last.
pub(super) struct Attempt<'a> {
    pub(super) graph: &'a Graph,
    pub(super) options: &'a Options,
    pub(super) handle: &'a Handle,
    pub(super) archive: Archive,
    pub(super) sources: Vec<SourceBook>,
    pub(super) events: mpsc::UnboundedReceiver<Event>,
    /// By sink: tells a transactional writer to commit.
    pub(super) go: Vec<mpsc::UnboundedSender<Epoch>>,
    pub(super) parent: Epoch,
    pub(super) in_flight: Option<EpochInFlight>,
    /// How many events complete an epoch.
    expected: usize,
    running: usize,
    tasks: usize,
    /// The last epoch that the transactional writer has committed.
    pub(super) committed: Option<Epoch>,
    /// Tasks whose accounts of the epoch in flight have come.
    accounted: usize,
    /// The first error of a task.
    pub(super) failure: Option<Error>,
    cancel: Cancel,
    wishes: watch::Receiver<Wish>,
    stop_by: Option<Duration>,
    next_trigger: Duration,
    next_discovery: Duration,
    next_refresh: Duration,
    discovery: Option<Discovery>,
    /// Splits ended since the last discovery was asked.
    pub(super) rediscover: bool,
    /// The epoch that ends it all, with the outcome it means.
    ending: Option<Outcome>,
    pub(super) begun: &'a mut progress_log::ProgressLog,
}

impl<'a> Attempt<'a> {
    /// Builds and starts all tasks.
    pub(super) fn start(
        graph: &'a Graph,
        options: &'a Options,
        handle: &'a Handle,
        begun: &'a mut progress_log::ProgressLog,
        mut beginning: Beginning,
    ) -> Result<Self> {
        let (to, events) = mpsc::unbounded_channel();
        let context = context(graph, options, handle, &beginning.archive, to.clone());
        let go = graph.sinks.iter().map(|s| s.begin()).collect();
        for book in &mut beginning.sources {
            book.assign_all(options.parallelism)?;
        }
        let mut build =
            Build::new(Arc::clone(&context), beginning.recovered, graph.letters == LetterPolicy::Sink);
        let tasks = graph.tasks(&mut build)?;
        let writers: usize = graph.sinks.iter().map(|s| s.writers(options.parallelism)).sum();
        let expected = graph.sources.len() * options.parallelism + build.states() + writers;
        let (cancel, running) = (Cancel::new(), tasks.len());
        for (name, task) in tasks {
            options.spawn.spawn(cancel.wrap(name, task, to.clone()));
        }
        let now = options.clock.elapsed();
        let mut attempt = Self {
            graph,
            options,
            handle,
            archive: beginning.archive,
            sources: beginning.sources,
            events,
            go,
            parent: beginning.parent,
            in_flight: None,
            expected,
            running,
            tasks: running,
            committed: None,
            accounted: 0,
            failure: None,
            cancel,
            wishes: handle.wishes(),
            stop_by: None,
            next_trigger: now + options.every,
            next_discovery: now + options.discover_every,
            next_refresh: now,
            discovery: None,
            rediscover: false,
            ending: None,
            begun,
        };
        if beginning.resumed {
            attempt.acknowledge();
        }
        Ok(attempt)
    }

    /// Runs to the end, and joins all tasks whatever it is.
    pub(super) async fn run(mut self) -> Result<Outcome> {
        let result = self.drive().await;
        if result.is_err() {
            self.cancel.cancel();
        }
        while self.running > 0 {
            match self.events.recv().await {
                Some(event) => self.note(event),
                None => break,
            }
        }
        self.refresh();
        // What a task said is closer to the cause than what the coordinator saw of it.
        match (self.failure.take(), result) {
            (Some(error), Err(seen)) if is_symptom(&seen) || !is_symptom(&error) => Err(error),
            (_, result) => result,
        }
    }

    async fn drive(&mut self) -> Result<Outcome> {
        loop {
            self.check_tasks()?;
            if self.in_flight.as_ref().is_some_and(EpochInFlight::is_complete) {
                self.conclude().await?;
                if let Some(outcome) = self.ending {
                    return Ok(outcome);
                }
            }
            if self.in_flight.is_none() {
                self.between_epochs()?;
            }
            self.wait().await?;
        }
    }

    /// Waits for whatever comes first.
    async fn wait(&mut self) -> Result<()> {
        let timer = self.options.clock.sleep(self.next_wake());
        let discovery = self.discovery.as_mut();
        let discovered = async {
            match discovery {
                Some(discovery) => discovery.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            event = self.events.recv() => {
                if let Some(event) = event {
                    self.note(event);
                }
            }
            changed = self.wishes.changed() => {
                if changed.is_ok() {
                    self.stop_by.get_or_insert(self.options.clock.elapsed() + self.options.stop_within);
                }
            }
            found = discovered => {
                self.discovery = None;
                return self.found(found);
            }
            () = timer => return self.tick(),
        }
        Ok(())
    }

    fn next_wake(&self) -> Duration {
        let now = self.options.clock.elapsed();
        let mut at = self.next_refresh.min(self.next_discovery);
        at = match &self.in_flight {
            Some(epoch) => at.min(epoch.triggered + self.options.epoch_deadline),
            None => at.min(self.next_trigger),
        };
        at = self.stop_by.map_or(at, |by| at.min(by));
        at.saturating_sub(now)
    }

    pub(super) fn note(&mut self, event: Event) {
        match event {
            Event::Done { task, result } => {
                self.running -= 1;
                if let Err(error) = result {
                    tracing::debug!(%task, %error, "A task ended with an error");
                    if self.failure.as_ref().is_none_or(is_symptom) {
                        self.failure = Some(error);
                    }
                }
            }
            Event::Ended { source, split } => self.sources[source].split_ended(split),
            Event::Committed { epoch } => self.committed = Some(epoch),
            Event::Accounted => self.accounted += 1,
            event => {
                if let Some(epoch) = &mut self.in_flight {
                    epoch.take(event);
                }
            }
        }
    }

    fn tick(&mut self) -> Result<()> {
        let now = self.options.clock.elapsed();
        if now >= self.next_refresh {
            self.next_refresh = now + REFRESH;
            self.refresh();
        }
        if now >= self.next_discovery {
            self.next_discovery = now + self.options.discover_every;
            self.discover();
        }
        self.check_deadlines(now)
    }

    /// # Errors
    /// When a stop or an epoch takes longer than it may.
    fn check_deadlines(&self, now: Duration) -> Result<()> {
        if self.stop_by.is_some_and(|by| now >= by) {
            return Err(Error::new(
                ErrorKind::Internal,
                "the run did not stop in time: its last checkpoint is missing",
            )
            .with("within", format!("{:?}", self.options.stop_within)));
        }
        match &self.in_flight {
            Some(epoch) if now >= epoch.triggered + self.options.epoch_deadline => {
                Err(Error::new(ErrorKind::Unavailable, "an epoch did not end in time")
                    .with("epoch", epoch.barrier.epoch)
                    .with("missing", epoch.missing()))
            }
            _ => Ok(()),
        }
    }

    /// No epoch is in flight: new splits are handed out, and the next epoch may be triggered.
    fn between_epochs(&mut self) -> Result<()> {
        for book in &mut self.sources {
            book.serve()?;
        }
        if self.rediscover && self.discovery.is_none() {
            self.discover();
        }
        let wish = *self.wishes.borrow();
        let outcome = match wish {
            Wish::Stop => Some(Outcome::Stopped),
            Wish::Drain => Some(Outcome::Drained),
            Wish::Run if self.sources.iter().all(|s| s.exhausted) => Some(Outcome::Finished),
            Wish::Run => None,
        };
        if wish == Wish::Drain {
            self.sources.iter().filter(|s| !s.exhausted).for_each(|s| s.any.finish());
        }
        let soon = self.sources.iter().any(SourceBook::wants_checkpoint);
        let due = self.options.clock.elapsed() >= self.next_trigger;
        if outcome.is_some() || soon || due {
            self.ending = outcome;
            self.trigger(outcome.is_some());
        }
        Ok(())
    }

    fn trigger(&mut self, last: bool) {
        let now = self.options.clock.elapsed();
        let epoch = Epoch { incarnation: self.archive.incarnation(), n: self.parent.n + 1 };
        let barrier = Barrier { epoch, last };
        let (sources, sinks) = (self.graph.sources.len(), self.graph.sinks.len());
        self.accounted = 0;
        self.in_flight = Some(EpochInFlight::new(barrier, now, sources, sinks, self.expected));
        self.next_trigger = now + self.options.every;
        for source in &self.graph.sources {
            source.trigger(barrier);
        }
    }

    /// Handles the next event. Ends with the first error of a task, or at this time.
    pub(super) async fn next_event(&mut self, by: Duration) -> Result<()> {
        let wait = by.saturating_sub(self.options.clock.elapsed());
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event,
            () = self.options.clock.sleep(wait) => None,
        };
        let late = || Error::new(ErrorKind::Unavailable, "an epoch did not end in time");
        self.note(event.ok_or_else(late)?);
        self.check_tasks()
    }

    /// # Errors
    /// That a task has failed. `run` knows why, from whichever task says it.
    fn check_tasks(&self) -> Result<()> {
        self.failure.as_ref().map_or(Ok(()), |_| Err(gone("one of the run")))
    }

    /// Whether every task has passed the barrier on.
    pub(super) fn is_accounted(&self) -> bool {
        self.accounted >= self.tasks
    }

    /// Whether the epoch in flight is the last of a run whose sources had nothing left.
    pub(super) fn finishes(&self) -> bool {
        self.ending == Some(Outcome::Finished)
    }

    /// Asks every source what can be read. One question at a time.
    fn discover(&mut self) {
        if self.discovery.is_some() {
            return;
        }
        self.rediscover = false;
        let asked: Vec<_> = self.sources.iter().map(|s| (Arc::clone(&s.any), s.ended())).collect();
        self.discovery = Some(Box::pin(async move {
            join_all(asked.iter().map(|(source, ended)| source.discover(false, ended))).await
        }));
    }

    fn found(&mut self, answers: Vec<Result<Found>>) -> Result<()> {
        let current = !self.rediscover;
        for (book, answer) in self.sources.iter_mut().zip(answers) {
            match answer {
                Ok(found) => book.found(found, current),
                Err(error) if error.is_transient() => {
                    tracing::warn!(%error, source = book.any.name(), "A discovery failed and will be repeated");
                    self.rediscover = self.rediscover || book.is_waiting();
                }
                Err(error) => return Err(error.with("source", book.any.name())),
            }
        }
        Ok(())
    }

    fn refresh(&mut self) {
        self.begun.refresh(self.handle, self.graph, &self.sources);
    }
}

/// What the tasks of this start know.
fn context(
    graph: &Graph,
    options: &Options,
    handle: &Handle,
    archive: &Archive,
    events: mpsc::UnboundedSender<Event>,
) -> Arc<Context> {
    let n = options.parallelism;
    Arc::new(Context {
        pipeline: graph.name.clone(),
        store: archive.id(),
        incarnation: archive.incarnation(),
        patience: options.patience(),
        parallelism: n,
        linger: options.linger,
        retries: options.restarts,
        state_limit: options.state_limit,
        channel_limit: (options.buffer / graph.channels(n)).max(64 << 10),
        letters: graph.letters,
        nodes: graph.nodes.clone().into(),
        clock: Arc::clone(&options.clock),
        ledger: Arc::clone(handle.ledger()),
        events,
        faults: options.faults.clone(),
    })
}
