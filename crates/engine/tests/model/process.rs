//! What a process is between two steps.

use crate::plan::{Kind, Plan, Records, SOURCES, TASKS};
use crate::world::{Epoch, Manifest};

/// What a process does next.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Stage {
    /// Looks for the highest number in the store.
    Look,
    /// Takes this number.
    Take(u8),
    /// Makes its folder.
    Make,
    /// Looks for a newer number.
    Check,
    /// Begins to list the folders.
    List,
    /// Ends to list the folders, which had these names when it began.
    Listed(u8),
    /// Seals these folders.
    Seal(u8),
    /// Claims the transactional sink.
    Claim,
    /// Fences the transactional sink, after it has read the marker.
    Fence,
    /// Chooses a checkpoint.
    Choose,
    /// Publishes the file of this sink subtask of the chosen checkpoint.
    Republish(usize),
    /// Removes what older incarnations prepared.
    Sweep,
    /// Reads; no epoch is in flight.
    Idle,
    /// An epoch was triggered; not every sink subtask has prepared.
    Prepare,
    /// Stores the manifest.
    Manifest,
    /// Changes the progress row in the open transaction.
    Update,
    /// Has sent the commit.
    Commit,
    /// Asks whether its commit has landed.
    Settle,
    /// Publishes the file of this sink subtask.
    Publish(usize),
    /// Notes in the store that every sink has confirmed.
    Confirm,
    /// Removes older checkpoints.
    Retire,
    /// Is gone.
    Over(Outcome),
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Outcome {
    /// The input had ended and everything was confirmed.
    Finished,
    /// It was stopped and everything was confirmed.
    Stopped,
    /// It stops so that another may start.
    Restart,
    /// A newer incarnation shut it out.
    Fenced,
    /// It refuses to go on: a person must look.
    Refused,
}

/// The kind of the barrier that was triggered last.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Last {
    /// More barriers follow.
    #[default]
    No,
    /// The process is being stopped.
    Stop,
    /// The input has ended.
    End,
}

/// One process: an incarnation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Process {
    /// Its number, 0 until it has one.
    pub(crate) incarnation: u8,
    /// What it does next.
    pub(crate) stage: Stage,
    /// The folders that its list has missed.
    pub(crate) unseen: u8,
    /// Whether its pipeline has the transactional sink.
    pub(crate) sql: bool,
    /// The marker it found.
    pub(crate) marker: Option<Epoch>,
    /// The checkpoint it goes on from, until it runs.
    pub(crate) chosen: Option<Manifest>,
    /// What the marker must hold when it commits.
    pub(crate) parent: Option<Epoch>,
    /// The epoch in flight, or the last one.
    pub(crate) epoch: Epoch,
    /// The kind of the barrier in flight.
    pub(crate) last: Last,
    /// The epoch that was decided and not published (only without `Rule::ConfirmFirst`).
    pub(crate) owed: Option<Epoch>,
    /// How often its keyed-table writer has connected again.
    pub(crate) connection: u8,
    /// What each source subtask has read.
    pub(crate) positions: [u8; SOURCES],
    /// The positions in its last manifest, or where it began.
    pub(crate) stored: [u8; SOURCES],
    /// Where each source subtask has sent the barrier in flight.
    pub(crate) barriers: [Option<u8>; SOURCES],
    /// The sink subtasks.
    pub(crate) tasks: [Task; TASKS],
    /// What it must not do again: see `World::clean`.
    pub(crate) clean: (Records, bool),
}

/// A sink subtask of one process.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Task {
    /// The next record of each source that it has not seen.
    pub(crate) at: [u8; SOURCES],
    /// The producers whose barrier has come: sources, or sinks before dead letters; one bit each.
    pub(crate) aligned: u8,
    /// Taken since its barrier: the open file or transaction, or rows on their way.
    pub(crate) open: Records,
    /// What it has prepared for the epoch in flight.
    pub(crate) prepared: Option<Records>,
    /// Refused before its barrier, and not yet taken by the dead letters.
    pub(crate) refused: Records,
    /// The same, after its barrier.
    pub(crate) refused_after: Records,
}

impl Process {
    /// A process that has just started.
    pub(crate) fn new(sql: bool) -> Self {
        Self {
            incarnation: 0,
            stage: Stage::Look,
            unseen: 0,
            sql,
            marker: None,
            chosen: None,
            parent: None,
            epoch: Epoch::default(),
            last: Last::No,
            owed: None,
            connection: 0,
            positions: [0; SOURCES],
            stored: [0; SOURCES],
            barriers: [None; SOURCES],
            tasks: [Task::default(); TASKS],
            clean: (0, false),
        }
    }

    /// What is left of it when it is gone.
    pub(crate) fn over(self, outcome: Outcome) -> Self {
        Self { incarnation: self.incarnation, stage: Stage::Over(outcome), ..Self::new(false) }
    }

    /// Whether it is gone.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over(_))
    }

    /// Whether its subtasks run.
    pub(crate) fn is_running(&self) -> bool {
        use Stage::*;
        matches!(self.stage, Idle | Prepare | Manifest | Update | Commit | Settle)
            || matches!(self.stage, Publish(_) | Confirm | Retire)
    }

    /// Whether sink subtask `task` is a part of its pipeline.
    pub(crate) fn runs(&self, plan: &Plan, task: usize) -> bool {
        plan.sinks[task].kind != Kind::Sql || self.sql
    }

    /// The first file at or after `from` among its prepared ones.
    pub(crate) fn next_file(&self, plan: &Plan, from: usize) -> Option<usize> {
        (from..plan.sinks.len())
            .find(|&task| plan.sinks[task].kind.is_file() && self.tasks[task].prepared.is_some())
    }

    /// Ends the epoch in flight: what came after the barrier becomes the next epoch's.
    pub(crate) fn forget_epoch(&mut self) {
        self.barriers = [None; SOURCES];
        for task in &mut self.tasks {
            task.aligned = 0;
            task.prepared = None;
            task.refused |= std::mem::take(&mut task.refused_after);
        }
    }
}
