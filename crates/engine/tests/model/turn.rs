//! One process at one state: what it may do next.

use std::fmt;

use crate::plan::{Plan, Records, SOURCES};
use crate::process::{Outcome, Process, Stage};
use crate::rules::{Rule, Rules};
use crate::world::{Epoch, World};

/// A pipeline and the rules it is run by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model {
    /// The pipeline and what may happen to it.
    pub(crate) plan: Plan,
    /// The rules that are followed.
    pub(crate) rules: Rules,
}

/// A detail of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Note {
    /// None.
    Nothing,
    /// A number.
    Number(u8),
    /// An epoch, or that there is none.
    Epoch(Option<Epoch>),
    /// A set of records.
    Records(Records),
    /// Positions of the sources.
    Positions([u8; SOURCES]),
}

/// What happened between two states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// The process, in the order of their starts; `None` is the world outside.
    pub(crate) process: Option<usize>,
    /// In words.
    pub(crate) what: &'static str,
    /// With this detail.
    pub(crate) note: Note,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.process {
            Some(process) => write!(f, "{}: {}", char::from(b'A' + process as u8), self.what)?,
            None => write!(f, "-- {}", self.what)?,
        }
        match self.note {
            Note::Nothing => Ok(()),
            Note::Number(number) => write!(f, " {number}"),
            Note::Epoch(Some(epoch)) => write!(f, " {epoch}"),
            Note::Epoch(None) => write!(f, " none"),
            Note::Records(records) => {
                let listed = (0..8).filter(|record| records & 1 << record != 0);
                write!(f, " {:?}", listed.collect::<Vec<u8>>())
            }
            Note::Positions(positions) => write!(f, " {positions:?}"),
        }
    }
}

/// A state that follows, and what leads to it.
#[derive(Debug)]
pub(crate) struct Next {
    /// What happens.
    pub(crate) event: Event,
    /// The state after it.
    pub(crate) world: World,
    /// Whether nobody but this process can see it or could have changed it.
    pub(crate) private: bool,
}

/// One process at one state.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    /// What is run.
    pub(crate) model: &'a Model,
    /// The state.
    pub(crate) world: &'a World,
    /// The process, by its place in the world.
    pub(crate) me: usize,
    /// Where the states that follow are put.
    pub(crate) next: &'a mut Vec<Next>,
}

impl Turn<'_> {
    /// The process.
    pub(crate) fn me(&self) -> &Process {
        &self.world.processes[self.me]
    }

    /// Whether a rule is followed.
    pub(crate) fn has(&self, rule: Rule) -> bool {
        self.model.rules.has(rule)
    }

    /// The name of this incarnation's epoch `number`.
    pub(crate) fn epoch(&self, number: u8) -> Epoch {
        let incarnation = if self.has(Rule::UniqueEpochs) { self.me().incarnation } else { 0 };
        Epoch { incarnation, number }
    }

    /// A step to `stage`. What else it changes is changed in the world returned.
    pub(crate) fn go(&mut self, stage: Stage, what: &'static str, note: Note) -> &mut World {
        let mut world = self.world.clone();
        world.processes[self.me].stage = stage;
        let event = Event { process: Some(self.me), what, note };
        self.next.push(Next { event, world, private: false });
        &mut self.latest().world
    }

    /// A step within the process, at the same stage.
    pub(crate) fn go_privately(&mut self, what: &'static str, note: Note) -> &mut World {
        let stage = self.me().stage;
        self.go(stage, what, note);
        self.latest().private = true;
        &mut self.latest().world
    }

    /// The last step of the process.
    pub(crate) fn end(&mut self, outcome: Outcome, what: &'static str) -> &mut World {
        let me = self.me;
        let world = self.go(Stage::Over(outcome), what, Note::Nothing);
        world.processes[me] = world.processes[me].over(outcome);
        world
    }

    /// The step that was added last.
    pub(crate) fn latest(&mut self) -> &mut Next {
        let last = self.next.len() - 1;
        &mut self.next[last]
    }
}
