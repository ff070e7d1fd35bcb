//! Everything a state consists of: the processes and what outlives them.

use std::fmt;

use crate::plan::{Records, SOURCES, TASKS};
use crate::process::Process;

/// The name of an epoch.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Epoch {
    /// The incarnation that ran it, 0 where names do not contain it.
    pub(crate) incarnation: u8,
    /// Its number; 0 is the resolved start.
    pub(crate) number: u8,
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.incarnation, self.number)
    }
}

/// A checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Manifest {
    /// The epoch it ends.
    pub(crate) epoch: Epoch,
    /// The incarnation whose folder it is in.
    pub(crate) owner: u8,
    /// Where each source goes on.
    pub(crate) positions: [u8; SOURCES],
    /// The files each sink subtask has prepared.
    pub(crate) files: [Option<Records>; TASKS],
    /// Whether the transactional sink is listed.
    pub(crate) lists_sql: bool,
    /// Whether the input has ended.
    pub(crate) finished: bool,
    /// Whether every sink has confirmed it.
    pub(crate) confirmed: bool,
}

/// The checkpoint store: a folder for every incarnation, as bits of its number.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Store {
    /// Numbers ever taken.
    pub(crate) taken: u8,
    /// Folders that still have the name their incarnation writes to.
    pub(crate) live: u8,
    /// The complete manifests of all folders, sealed or not, in order.
    pub(crate) manifests: Vec<Manifest>,
}

impl Store {
    /// The highest number taken.
    pub(crate) fn newest(&self) -> u8 {
        (8 - self.taken.leading_zeros()).saturating_sub(1) as u8
    }

    /// Whether the folder of `incarnation` has its name.
    pub(crate) fn is_live(&self, incarnation: u8) -> bool {
        self.live & 1 << incarnation != 0
    }
}

/// A transaction whose commit has no answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Flight {
    /// The rows in it.
    pub(crate) rows: Records,
    /// The marker in it.
    pub(crate) epoch: Epoch,
}

/// The table of the transactional sink and its progress row.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Sql {
    /// Records with a row.
    pub(crate) once: Records,
    /// Records with more than one row.
    pub(crate) twice: Records,
    /// The epoch in the progress row.
    pub(crate) marker: Option<Epoch>,
    /// The incarnation in the progress row.
    pub(crate) owner: u8,
    /// Whether an open transaction has changed the progress row.
    pub(crate) locked: bool,
    /// A commit on its way that nobody waits for any more.
    pub(crate) flight: Option<Flight>,
}

/// A temporary or a published file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct File {
    /// The epoch it belongs to.
    pub(crate) epoch: Epoch,
    /// The sink subtask that wrote it.
    pub(crate) task: usize,
    /// The incarnation that wrote it: in the name while temporary, 0 once published.
    pub(crate) incarnation: u8,
    /// What is in it.
    pub(crate) records: Records,
}

/// Who wrote a row: the incarnation, and how often it had connected.
pub(crate) type Author = (u8, u8);

/// A row of the keyed table: who wrote it and which record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Row {
    /// Who wrote it.
    pub(crate) author: Author,
    /// The record it was made from.
    pub(crate) record: u8,
}

/// Everything that outlives a process, and the processes.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(crate) struct World {
    /// In the order in which they started.
    pub(crate) processes: Vec<Process>,
    /// The checkpoint store.
    pub(crate) store: Store,
    /// The transactional sink.
    pub(crate) sql: Sql,
    /// Files with a temporary name, in order.
    pub(crate) temporary: Vec<File>,
    /// Files with their final name, in order.
    pub(crate) published: Vec<File>,
    /// The keyed table.
    pub(crate) table: [Option<Row>; TASKS],
    /// A row whose statement hangs in the outside system.
    pub(crate) late_row: Option<Row>,
    /// The coordinates in the dead-letter table.
    pub(crate) letters: Records,
    /// Positions before which the broker has forgotten everything.
    pub(crate) forgotten: [u8; SOURCES],
    /// The end of the source when it is asked for "latest".
    pub(crate) head: u8,
    /// Where reading began at first: in all, and for the transactional sink.
    pub(crate) begun: [Option<u8>; 2],
    /// Where reading went on without the transactional sink.
    pub(crate) dropped: Option<u8>,
    /// What a clean end had read; the flag says that the input was at its end.
    pub(crate) clean: (Records, bool),
    /// Whether something was done again after a clean end.
    pub(crate) repeated: bool,
    /// Whether an older incarnation's row landed over a newer one's.
    pub(crate) overwritten: bool,
}
