//! An outside system whose splits are numbers from 0 on, and that answers as it is told to.

use crate::caller::add;
use aqueduct_core::{
    Ack, Error, ErrorKind, Fetch, NoOrigins, OneSplit, OpenOne, PerSplit, Record, Result, Split, SplitId,
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Semaphore;

/// The next number to read of the split `name`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct At {
    pub(crate) name: String,
    pub(crate) next: u64,
}

pub(crate) fn at(name: &str, next: u64) -> At {
    At { name: name.into(), next }
}

pub(crate) fn id(name: &str) -> SplitId {
    SplitId::new(name)
}

impl Split for At {
    fn id(&self) -> SplitId {
        id(&self.name)
    }

    fn resume_from(self, stored: &Self) -> Self {
        stored.clone()
    }
}

/// How the outside system treats one split: by default every number is there at once, for ever.
#[derive(Clone, Default)]
pub(crate) struct Plan {
    /// How often an answer has to be polled before it is there.
    pub(crate) polls: u32,
    /// Lets one answer through per permit.
    pub(crate) gate: Option<Arc<Semaphore>>,
    /// Fails once, before this number.
    pub(crate) fails_at: Option<u64>,
    pub(crate) ends_at: Option<u64>,
    pub(crate) fails_to_open: bool,
    pub(crate) fails_to_acknowledge: bool,
}

/// The outside system.
#[derive(Clone, Default)]
pub(crate) struct World(Arc<Mutex<State>>);

#[derive(Default)]
pub(crate) struct State {
    pub(crate) plans: HashMap<String, Plan>,
    pub(crate) opened: Vec<At>,
    pub(crate) acknowledged: Vec<At>,
}

impl World {
    pub(crate) fn with(self, name: &str, plan: Plan) -> Self {
        self.state().plans.insert(name.into(), plan);
        self
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn plan(&self, split: &At) -> Plan {
        self.state().plans.get(&split.name).cloned().unwrap_or_default()
    }

    /// A reader with these splits, from their beginnings.
    pub(crate) fn reader(&self, names: &[&str]) -> PerSplit<World> {
        let mut reader = PerSplit::new(self.clone());
        add(&mut reader, names.iter().map(|name| at(name, 0)).collect());
        reader
    }
}

#[async_trait]
impl OpenOne for World {
    type Reader = Toy;

    async fn open(&self, split: At) -> Result<Toy> {
        if self.plan(&split).fails_to_open {
            return Err(Error::new(ErrorKind::PositionLost, "gone"));
        }
        self.state().opened.push(split.clone());
        Ok(Toy { at: split, world: self.clone() })
    }
}

pub(crate) struct Toy {
    at: At,
    world: World,
}

#[async_trait]
impl OneSplit for Toy {
    type Item = u64;
    type Split = At;
    type Ack = ToyAck;

    async fn next(&mut self) -> Result<Fetch<u64, At>> {
        let plan = self.world.plan(&self.at);
        for _ in 0..plan.polls {
            pending_once().await;
        }
        if let Some(gate) = plan.gate {
            gate.acquire().await.unwrap().forget();
        }
        if plan.fails_at == Some(self.at.next) {
            self.world.state().plans.entry(self.at.name.clone()).or_default().fails_at = None;
            return Err(Error::new(ErrorKind::Throttled, "less, please"));
        }
        if plan.ends_at == Some(self.at.next) {
            return Ok(Fetch::End(self.id()));
        }
        let record = Record::new(self.at.next, Default::default());
        self.at.next += 1;
        Ok(Fetch::Batch {
            records: vec![record],
            bytes: 8,
            origins: Arc::new(NoOrigins),
            rejected: vec![],
            skipped: 0,
            resume: self.at.clone(),
        })
    }

    fn ack(&self) -> ToyAck {
        ToyAck(self.world.clone())
    }

    fn id(&self) -> SplitId {
        self.at.id()
    }
}

pub(crate) struct ToyAck(World);

#[async_trait]
impl Ack<At> for ToyAck {
    async fn upto(&self, split: &At) -> Result<()> {
        if self.0.plan(split).fails_to_acknowledge {
            return Err(Error::new(ErrorKind::Unavailable, "no answer"));
        }
        self.0.state().acknowledged.push(split.clone());
        Ok(())
    }
}

async fn pending_once() {
    let mut polled = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut polled, true) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}
