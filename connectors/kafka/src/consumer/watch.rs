//! What the library does not tell, or tells once and leaves at that: brokers that stay away, topics
//! that are gone, and a consumer that silently stops.

use super::slot::Slot;
use super::told::Told;
use super::worker::Worker;
use crate::client::{Edge, Trouble};
use crate::error::Failure;
use crate::position::Bounds;
use aqueduct_core::{Decode, Result};
use std::time::{Duration, Instant};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(250);

/// How often brokers are asked that do not answer, and how long.
const AGAIN: Duration = Duration::from_secs(3);
const ASKING: Duration = Duration::from_millis(500);

/// A topic that is not known for this long is gone: brokers that start do not know all at once.
const GONE: Duration = Duration::from_secs(5);

pub(super) struct Watch {
    looked: Instant,
    asked: Instant,
    /// Since when brokers have been away, and the library's last words on it.
    away: Option<(Instant, String)>,
    /// Since when a topic has been unknown.
    unknown: Option<Instant>,
}

impl Watch {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { looked: now, asked: now, away: None, unknown: None }
    }
}

impl<D: Decode> Worker<D> {
    /// What an error of the library means for reading.
    pub(super) fn trouble(&mut self, trouble: Trouble) -> Result<()> {
        match trouble {
            Trouble::Denied(error) | Trouble::Reading(error) => return Err(error),
            Trouble::Position => return self.positions(),
            Trouble::Away(reason) => {
                let since = self.watch.away.take().map_or_else(Instant::now, |(since, _)| since);
                self.watch.away = Some((since, reason));
            }
            Trouble::Unknown => drop(self.watch.unknown.get_or_insert_with(Instant::now)),
            Trouble::Group(reason) if self.config.group.is_some() => {
                tracing::warn!("the Kafka consumer group shows no progress: {reason}");
            }
            Trouble::Group(_) => {}
        }
        Ok(())
    }

    /// Looks after everything, now and then.
    pub(super) fn watch(&mut self) -> Result<()> {
        if self.watch.looked.elapsed() < EVERY {
            return Ok(());
        }
        self.watch.looked = Instant::now();
        if let Some(error) = self.client.commit_failure() {
            self.commit_failed(error);
        }
        self.resolve_ends()?;
        if self.watch.asked.elapsed() < AGAIN.min(self.config.stall() / 4) {
            return Ok(());
        }
        self.watch.asked = Instant::now();
        self.outage()?;
        self.gone()?;
        self.stall()
    }

    /// A position was refused: says of which split.
    fn positions(&mut self) -> Result<()> {
        let splits = self.slots.iter().map(|slot| &slot.split);
        let bounds = Bounds::now(&self.client, splits, self.config.timeout())?;
        let lost = |slot: &Slot<D::Item>| bounds.lost(&slot.split).map(|error| (slot.id.clone(), error));
        let lost: Vec<_> = self.slots.iter().filter_map(lost).collect();
        if lost.is_empty() {
            let reason = "a position was refused that is there".to_owned();
            return Err(Failure::Reading { reason }.into());
        }
        for (id, error) in lost {
            if let Some(nth) = self.slots.iter().position(|slot| slot.id == id) {
                self.flush(nth);
                self.remove(nth)?;
            }
            self.tell(Told::Failed(id, error));
        }
        Ok(())
    }

    /// Whether brokers that were away are back: the library does not say so.
    fn outage(&mut self) -> Result<()> {
        let Some((since, reason)) = &self.watch.away else { return Ok(()) };
        let partitions = self.slots.iter().map(Slot::partition);
        match self.client.offsets_now(partitions, Edge::End, ASKING) {
            Ok(_) => self.watch.away = None,
            Err(_) if since.elapsed() >= self.config.outage() => {
                let (brokers, reason) = (self.config.brokers.clone(), reason.clone());
                return Err(Failure::Away { brokers, reason }.into());
            }
            Err(_) => {}
        }
        Ok(())
    }

    /// Fails the splits of topics that no longer exist.
    fn gone(&mut self) -> Result<()> {
        let Some(since) = self.watch.unknown else { return Ok(()) };
        let mut topics: Vec<_> = self.slots.iter().map(|slot| slot.split.topic.clone()).collect();
        topics.dedup();
        let mut gone = Vec::new();
        for topic in topics {
            match self.client.topic_now(&topic, ASKING) {
                Ok(None) => gone.push(topic),
                Ok(Some(_)) => {}
                // Nobody can tell now: asked again later.
                Err(_) => return Ok(()),
            }
        }
        if gone.is_empty() {
            self.watch.unknown = None;
        }
        if since.elapsed() < GONE {
            return Ok(());
        }
        while let Some(nth) = self.slots.iter().position(|slot| gone.contains(&slot.split.topic)) {
            self.flush(nth);
            let next = self.slots[nth].split.next;
            let id = self.remove(nth)?;
            let wanted = format!("{id}@{next}");
            self.tell(Told::Failed(id, Failure::Gone { wanted }.into()));
        }
        self.watch.unknown = None;
        Ok(())
    }

    /// A split that was silent for long must have nothing to read.
    fn stall(&mut self) -> Result<()> {
        let stall = self.config.stall();
        let is_quiet = |slot: &Slot<D::Item>| {
            !slot.paused && !slot.held && slot.page.messages() == 0 && slot.progress.elapsed() >= stall
        };
        if !self.slots.iter().any(is_quiet) {
            return Ok(());
        }
        let quiet = self.slots.iter().filter(|slot| is_quiet(slot)).map(Slot::partition);
        let ends = match self.client.offsets_now(quiet, Edge::End, ASKING) {
            Ok(ends) => ends,
            Err(error) => return self.trouble(Trouble::Away(error.to_string())),
        };
        for slot in self.slots.iter_mut().filter(|slot| is_quiet(slot)) {
            let end = ends.get(&(slot.split.topic.clone(), slot.split.partition)).copied();
            let (reached, end) = (slot.reached(), end.unwrap_or(0));
            if end <= reached {
                (slot.progress, slot.suspected) = (Instant::now(), None);
            } else if slot.suspected == Some(reached) {
                let (split, next) = (slot.id.clone(), reached);
                return Err(Failure::Stalled { split, next, end }.into());
            } else {
                slot.suspected = Some(reached);
            }
        }
        Ok(())
    }
}
