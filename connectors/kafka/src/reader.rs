use crate::consumer::{Batch, Command, Link, Told};
use crate::error::Failure;
use crate::split::KafkaSplit;
use aqueduct_core::{Error, EventTime, Fetch, Lag, Result, SourceReader, Split, SplitId};
use async_trait::async_trait;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

/// How often splits at their end are said to be idle.
const IDLE_EVERY: Duration = Duration::from_millis(500);

/// Reads some partitions with one consumer, which has a thread of its own. Dropping it ends the thread
/// and does not wait for it.
pub struct KafkaReader<T> {
    link: Link<T>,
    open: BTreeMap<SplitId, Open<T>>,
    held: Vec<SplitId>,
    idle_due: Instant,
}

/// A split, as the pipeline knows it.
struct Open<T> {
    /// Its `next` is behind what the pipeline was given.
    split: KafkaSplit,
    held: bool,
    at_end: bool,
    newest: Option<EventTime>,
    /// What was told of it while it was held.
    kept: VecDeque<Told<T>>,
}

impl<T: Send + 'static> KafkaReader<T> {
    pub(crate) fn new(link: Link<T>, splits: Vec<KafkaSplit>) -> Self {
        let mut reader = Self { link, open: BTreeMap::new(), held: Vec::new(), idle_due: Instant::now() };
        reader.idle_due += IDLE_EVERY;
        reader.enter(splits);
        reader
    }

    fn enter(&mut self, splits: Vec<KafkaSplit>) {
        for split in splits {
            let (id, kept) = (split.id(), VecDeque::new());
            let held = self.held.contains(&id);
            self.open.insert(id, Open { split, held, at_end: false, newest: None, kept });
        }
    }

    /// Says what is idle, if there is something and it is time.
    fn idle(&mut self) -> Option<Fetch<T, KafkaSplit>> {
        let now = Instant::now();
        if now < self.idle_due {
            return None;
        }
        let at_end = self.at_end();
        self.idle_due = now + IDLE_EVERY;
        (!at_end.is_empty()).then_some(Fetch::Idle(at_end))
    }

    fn at_end(&self) -> Vec<SplitId> {
        let idle = self.open.iter().filter(|(_, open)| open.at_end && !open.held && open.kept.is_empty());
        idle.map(|(id, _)| id.clone()).collect()
    }

    /// The next of what was kept for a split that is not held any more.
    fn kept(&mut self) -> Option<Told<T>> {
        let mut open = self.open.values_mut();
        open.find_map(|open| if open.held { None } else { open.kept.pop_front() })
    }

    /// Keeps what is told of a split that is held.
    fn unless_held(&mut self, told: Told<T>) -> Option<Told<T>> {
        let open = told.id().and_then(|id| self.open.get_mut(id));
        match open.filter(|open| open.held || !open.kept.is_empty()) {
            Some(open) => {
                open.kept.push_back(told);
                None
            }
            None => Some(told),
        }
    }

    /// What the pipeline gets.
    fn hand_out(&mut self, told: Told<T>) -> Result<Option<Fetch<T, KafkaSplit>>> {
        Ok(match told {
            Told::Batch(batch) => self.batch(batch),
            Told::AtEnd(id) => self.open.get_mut(&id).map(|open| {
                open.at_end = true;
                Fetch::Idle(vec![id])
            }),
            Told::End(id) => self.open.remove(&id).map(|_| Fetch::End(id)),
            Told::Failed(id, error) => self.open.remove(&id).map(|_| Fetch::Failed(id, error)),
            Told::Broken(error) => return Err(error),
        })
    }

    fn batch(&mut self, batch: Batch<T>) -> Option<Fetch<T, KafkaSplit>> {
        let Batch { id, records, bytes, origins, rejected, skipped, resume, newest, charge } = batch;
        drop(charge);
        let open = self.open.get_mut(&id)?;
        open.split.next = resume.next;
        open.at_end = false;
        open.newest = newest.or(open.newest);
        Some(Fetch::Batch { records, bytes, origins, rejected, skipped, resume })
    }

    fn order(&self, command: Command) -> Result<()> {
        self.link.commands.send(command).map_err(|_| ended())?;
        self.link.shared.gate.wake();
        Ok(())
    }
}

#[async_trait]
impl<T: Send + 'static> SourceReader for KafkaReader<T> {
    type Item = T;
    type Split = KafkaSplit;

    async fn fetch(&mut self) -> Result<Fetch<T, KafkaSplit>> {
        // What is taken from the channel is handed out or kept before the next wait.
        loop {
            if let Some(idle) = self.idle() {
                return Ok(idle);
            }
            if let Some(told) = self.kept() {
                match self.hand_out(told)? {
                    Some(fetch) => return Ok(fetch),
                    None => continue,
                }
            }
            let all_held = self.open.values().all(|open| open.held);
            let told = if all_held {
                self.link.told.recv().await
            } else {
                match timeout_at(self.idle_due, self.link.told.recv()).await {
                    Ok(told) => told,
                    Err(_) => {
                        self.idle_due = Instant::now() + IDLE_EVERY;
                        return Ok(Fetch::Idle(self.at_end()));
                    }
                }
            };
            let told = told.ok_or_else(ended)?;
            if let Some(told) = self.unless_held(told)
                && let Some(fetch) = self.hand_out(told)?
            {
                return Ok(fetch);
            }
        }
    }

    async fn add(&mut self, splits: Vec<KafkaSplit>) -> Result<()> {
        self.enter(splits.clone());
        let (done, answer) = oneshot::channel();
        self.order(Command::Add(splits, done))?;
        // A consumer that broke meanwhile says so to the next `fetch`.
        let _ = answer.await;
        Ok(())
    }

    fn hold(&mut self, splits: &[SplitId]) {
        self.held = splits.to_vec();
        for (id, open) in &mut self.open {
            open.held = splits.contains(id);
        }
        // A consumer that has ended says so to the next `fetch`.
        let _ = self.order(Command::Hold(splits.to_vec()));
    }

    async fn acknowledge(&mut self, upto: &[KafkaSplit]) -> Result<()> {
        let failure = self.link.shared.commit_failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.order(Command::Commit(upto.to_vec()))?;
        failure.map_or(Ok(()), Err)
    }

    fn lag(&self, split: &SplitId) -> Option<Lag> {
        let open = self.open.get(split)?;
        if open.at_end && open.kept.is_empty() {
            return Some(Lag { records: Some(0), time: Some(Duration::ZERO) });
        }
        let (topic, partition) = (&open.split.topic, open.split.partition);
        let end = self.link.shared.ends.of(topic, partition)?;
        let end = end.min(open.split.end.unwrap_or(i64::MAX));
        let behind = u64::try_from(end - open.split.next).unwrap_or(0);
        let time = if behind == 0 { Some(Duration::ZERO) } else { open.newest.map(age) };
        Some(Lag { records: Some(behind), time })
    }
}

impl<T> Drop for KafkaReader<T> {
    fn drop(&mut self) {
        // The thread sees that there is no reader when it looks for commands.
        self.link.shared.gate.wake();
    }
}

/// How long ago this was, by the clock of this machine.
fn age(time: EventTime) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    EventTime::from_micros(i64::try_from(now.as_micros()).unwrap_or(i64::MAX)).since(time)
}

fn ended() -> Error {
    Failure::Thread { reason: "see the error before".to_owned() }.into()
}

impl<T> fmt::Debug for KafkaReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let splits = self.open.values().map(|open| &open.split);
        f.debug_list().entries(splits).finish()
    }
}
