use super::command::Command;
use super::gate::Charge;
use super::prober::Prober;
use super::slot::Slot;
use super::start::Shared;
use super::told::{Batch, Told};
use super::watch::Watch;
use crate::client::{Client, Event, Handle, Incoming, Properties};
use crate::config::KafkaConfig;
use crate::split::KafkaSplit;
use aqueduct_core::{Decode, Result, SplitId};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, mpsc as blocking};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// The longest wait for a message or for room, and so for a command to be heard.
pub(super) const TICK: Duration = Duration::from_millis(25);

/// After this many messages in a row it is looked for commands.
const BURST: usize = 4_096;

/// A batch that is not full waits this long while other partitions keep the consumer busy.
const LINGER: Duration = Duration::from_millis(10);

/// Both ways to the reader.
type Ways<T> = (mpsc::UnboundedSender<Told<T>>, blocking::Receiver<Command>);

/// What runs on the consumer's thread.
pub(super) struct Worker<D: Decode> {
    pub(super) client: Rc<Client>,
    pub(super) config: KafkaConfig,
    pub(super) prober: Prober,
    decoder: D,
    tell: mpsc::UnboundedSender<Told<D::Item>>,
    pub(super) orders: blocking::Receiver<Command>,
    pub(super) shared: Shared,
    /// Sorted by topic and partition.
    pub(super) slots: Vec<Slot<D::Item>>,
    /// The slot of the last message: most of the time it is the next one's.
    last: Option<(Handle, usize)>,
    pub(super) held: Vec<SplitId>,
    /// The highest offset that was committed, by split.
    pub(super) committed: HashMap<SplitId, i64>,
    /// Ends that were seen in partitions of this number, of whatever topic.
    pub(super) ends: HashMap<i32, Vec<i64>>,
    /// A batch was handed to the reader since it was last looked for room.
    handed: bool,
    pub(super) full_since: Option<Instant>,
    pub(super) watch: Watch,
}

impl<D: Decode> Worker<D> {
    pub(super) fn new(
        client: Client,
        config: KafkaConfig,
        properties: Properties,
        decoder: D,
        (tell, orders): Ways<D::Item>,
        shared: Shared,
    ) -> Self {
        Self {
            client: Rc::new(client),
            config,
            prober: Prober::new(properties),
            decoder,
            tell,
            orders,
            shared,
            slots: Vec::new(),
            last: None,
            held: Vec::new(),
            committed: HashMap::new(),
            ends: HashMap::new(),
            handed: false,
            full_since: None,
            watch: Watch::new(),
        }
    }

    /// Reads until there is no reader any more.
    pub(super) fn run(&mut self, splits: Vec<KafkaSplit>) -> Result<()> {
        self.open(splits)?;
        while self.obey()? {
            let full = self.regulate()?;
            if full {
                self.flush_all();
                self.shared.gate.wait(TICK);
            }
            // While all is paused only events come; they are served nevertheless.
            if !full || self.is_stalled() {
                let burst = self.burst(full);
                // What came before an error is not lost with it.
                self.flush_if(|slot| burst.is_err() || slot.began.elapsed() >= LINGER);
                burst?;
            }
            self.watch()?;
        }
        Ok(())
    }

    /// Takes what is there, and waits a tick at most if there is nothing.
    fn burst(&mut self, full: bool) -> Result<()> {
        let client = Rc::clone(&self.client);
        let mut waited = full;
        for _ in 0..BURST {
            let mut event = client.poll(Duration::ZERO);
            if event.is_none() {
                self.flush_all();
                if std::mem::replace(&mut waited, true) {
                    return Ok(());
                }
                event = client.poll(TICK);
            }
            match event {
                Some(Event::Message(message)) => self.take(&message)?,
                Some(Event::End(partition, end)) => self.ended(partition, end)?,
                Some(Event::Trouble(trouble)) => self.trouble(trouble)?,
                None => return Ok(()),
            }
            if std::mem::take(&mut self.handed) && !full && self.is_full() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn take(&mut self, message: &Incoming<'_>) -> Result<()> {
        let Some(nth) = self.locate(message) else { return Ok(()) };
        let (most_bytes, most) = (self.config.max_batch_bytes, self.config.max_batch_records);
        let slot = &mut self.slots[nth];
        // Sent twice by the library: it must not come twice.
        if message.offset() < slot.split.next {
            return Ok(());
        }
        // The first one behind the end: those before it are no records, or were compacted away.
        if slot.split.end.is_some_and(|end| message.offset() >= end) {
            return self.finish(nth);
        }
        if slot.page.cost + message.size() > most_bytes && slot.page.messages() > 0 {
            self.flush(nth);
        }
        let slot = &mut self.slots[nth];
        if slot.page.messages() == 0 {
            slot.began = Instant::now();
            (slot.at_end, slot.maybe_at_end) = (false, false);
        }
        slot.page.take(message, &self.decoder);
        slot.split.next = message.offset() + 1;
        if slot.split.is_over() {
            return self.finish(nth);
        }
        if slot.page.messages() >= most || slot.page.cost >= most_bytes {
            self.flush(nth);
        }
        Ok(())
    }

    /// The slot of a message's partition, if it is still read.
    fn locate(&mut self, message: &Incoming<'_>) -> Option<usize> {
        let handle = message.handle();
        if let Some((last, nth)) = self.last
            && last == handle
        {
            return Some(nth);
        }
        let nth = self.find(message.topic(), message.partition()).ok()?;
        self.last = Some((handle, nth));
        Some(nth)
    }

    /// Where the slot of a partition is, or would be.
    pub(super) fn find(&self, topic: &str, partition: i32) -> Result<usize, usize> {
        self.slots.binary_search_by(|slot| slot.partition().cmp(&(topic, partition)))
    }

    pub(super) fn insert(&mut self, slot: Slot<D::Item>) {
        let (topic, partition) = slot.partition();
        let nth = self.find(topic, partition).unwrap_or_else(|nth| nth);
        self.slots.insert(nth, slot);
        self.last = None;
    }

    /// Reads a split no longer. What was decoded of it has to be told before.
    pub(super) fn remove(&mut self, nth: usize) -> Result<SplitId> {
        let slot = self.slots.remove(nth);
        self.last = None;
        let (topic, partition) = slot.partition();
        self.client.unassign(topic, partition)?;
        Ok(slot.id)
    }

    /// A split has come to its bounded end.
    pub(super) fn finish(&mut self, nth: usize) -> Result<()> {
        let split = &mut self.slots[nth].split;
        split.next = split.next.max(split.end.unwrap_or(split.next));
        self.flush(nth);
        let id = self.remove(nth)?;
        self.tell(Told::End(id));
        Ok(())
    }

    pub(super) fn flush_all(&mut self) {
        self.flush_if(|_| true);
    }

    fn flush_if(&mut self, due: impl Fn(&Slot<D::Item>) -> bool) {
        for nth in 0..self.slots.len() {
            if self.slots[nth].page.messages() > 0 && due(&self.slots[nth]) {
                self.flush(nth);
            }
        }
    }

    /// Tells the reader what was decoded of a split, or that its position has moved on.
    pub(super) fn flush(&mut self, nth: usize) {
        let slot = &mut self.slots[nth];
        if slot.page.messages() == 0 && slot.told == slot.split.next {
            return;
        }
        self.handed = true;
        let page = slot.turn_page();
        let batch = Batch {
            id: slot.id.clone(),
            records: page.records,
            bytes: page.bytes,
            origins: Arc::new(page.places),
            rejected: page.rejected,
            skipped: page.skipped,
            resume: slot.split.clone(),
            newest: page.newest,
            charge: Charge::new(page.cost, &slot.queued, &self.shared.gate),
        };
        self.tell(Told::Batch(batch));
    }

    pub(super) fn tell(&self, told: Told<D::Item>) {
        // Without a reader nobody wants to know; the loop ends at its next turn.
        let _ = self.tell.send(told);
    }
}
