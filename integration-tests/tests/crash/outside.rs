//! The outside world, which outlives the processes.

use aqueduct_core::{DeadLetter, EventTime};
use aqueduct_engine::MemoryStore;
use aqueduct_memory::{MemoryLog, MemoryTable};
use serde::{Deserialize, Serialize};

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) key: u64,
    pub(crate) at: EventTime,
}

/// What a window yields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Total {
    pub(crate) start: EventTime,
    pub(crate) key: u64,
    pub(crate) count: u64,
}

/// Everything that stays when a process dies.
#[derive(Clone)]
pub(crate) struct Outside {
    pub(crate) log: MemoryLog<Event>,
    pub(crate) store: MemoryStore,
    pub(crate) events: MemoryTable<Event>,
    pub(crate) totals: MemoryTable<Total>,
    pub(crate) letters: MemoryTable<DeadLetter>,
}

/// Partitions of the log.
const PARTITIONS: u64 = 3;
const RECORDS: u64 = 300;

impl Outside {
    /// A closed log: time goes on by a second a record; about every sixth record is far too late, every
    /// seventeenth breaks a rule, and the sink does not take every nineteenth.
    pub(crate) fn new() -> Self {
        let log = MemoryLog::new(PARTITIONS as u32);
        for id in 0..RECORDS {
            // Some of them are the first of a fetch, and so the first after some restart.
            let late = id % 11 == 10 || (id > 0 && id % 12 == 0);
            let seconds = if late { id as i64 - 60 } else { id as i64 };
            let key = if id % 17 == 16 { u64::MAX } else { id % 5 };
            let at = EventTime::from_secs(seconds);
            log.append((id % PARTITIONS) as u32, Event { id, key, at }, at);
        }
        log.close();
        let events = MemoryTable::<Event>::new();
        events.refuse(|e| (e.id % 19 == 18).then(|| "nineteenth".to_owned()));
        Self {
            log,
            store: MemoryStore::new(),
            events,
            totals: MemoryTable::new(),
            letters: MemoryTable::new(),
        }
    }

    /// What can be seen from outside, in a fixed order.
    pub(crate) fn seen(&self) -> Seen {
        let mut events = self.events.rows();
        events.sort();
        let mut totals = self.totals.rows();
        totals.sort();
        let letter =
            |l: DeadLetter| format!("{} {} {} {}#{}", l.stage, l.reason, l.rule, l.coordinates, l.ordinal);
        let mut letters: Vec<_> = self.letters.rows().into_iter().map(letter).collect();
        letters.sort();
        let all = [self.events.leftovers(), self.totals.leftovers(), self.letters.leftovers()];
        Seen { events, totals, letters, leftovers: all.concat() }
    }
}

/// What can be seen from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) events: Vec<Event>,
    pub(crate) totals: Vec<Total>,
    pub(crate) letters: Vec<String>,
    pub(crate) leftovers: Vec<String>,
}
