//! Visits every state, breadth first, and remembers the shortest way to everything that is wrong.

use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::outside;
use crate::plan::Change;
use crate::process::{Outcome, Process, Stage};
use crate::turn::{Event, Model, Next, Note, Turn};
use crate::verdict::{Verdict, verdicts};
use crate::world::World;
use crate::{epoch, flow, start};

/// What was found.
#[derive(Debug)]
pub(crate) struct Report {
    /// The number of different states.
    pub(crate) states: usize,
    /// Everything wrong, with the events of the shortest way to it.
    pub(crate) wrong: BTreeMap<Verdict, Vec<Event>>,
}

/// How a state was reached: the state before, and what happened.
type Way = (usize, Event);

/// Which orders of steps are tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Orders {
    /// Every one.
    All,
    /// One of those that differ only in when a process does what is its own business.
    Different,
}

/// Visits every state that `model` can reach, until what was found is `enough`.
pub(crate) fn explore(model: &Model, orders: Orders, enough: impl Fn(&Report) -> bool) -> Report {
    let mut report = Report { states: 1, wrong: BTreeMap::new() };
    let mut seen = HashSet::from([fingerprint(&World::default())]);
    let mut ways: Vec<Way> = Vec::new();
    let mut level = vec![(usize::MAX, World::default())];
    let mut next = Vec::new();
    while !level.is_empty() && !enough(&report) {
        for (at, world) in std::mem::take(&mut level) {
            successors(model, orders, &world, &mut next);
            for verdict in verdicts(&model.plan, &world, next.is_empty()) {
                report.wrong.entry(verdict).or_insert_with(|| trace(&ways, at));
            }
            for Next { event, world, .. } in next.drain(..) {
                if seen.insert(fingerprint(&world)) {
                    ways.push((at, event));
                    level.push((ways.len() - 1, world));
                }
            }
        }
        report.states = seen.len();
    }
    report
}

/// The events that lead to `at`.
fn trace(ways: &[Way], mut at: usize) -> Vec<Event> {
    let mut events = Vec::new();
    while let Some((before, event)) = ways.get(at) {
        events.push(*event);
        at = *before;
    }
    events.reverse();
    events
}

/// All states that follow. Where everything a process can do is its own business, nothing else is tried.
fn successors(model: &Model, orders: Orders, world: &World, next: &mut Vec<Next>) {
    for me in 0..world.processes.len() {
        let from = next.len();
        steps(&mut Turn { model, world, me, next });
        let private = next.len() > from && next[from..].iter().all(|next| next.private);
        if private && orders == Orders::Different {
            next.drain(..from);
            return;
        }
        kill(world, me, next);
    }
    start_process(model, world, next);
    outside::steps(model, world, next);
}

/// What one process may do.
fn steps(turn: &mut Turn<'_>) {
    if turn.me().is_over() {
        return;
    }
    start::steps(turn);
    if turn.me().is_running() {
        flow::steps(turn);
        epoch::steps(turn);
    }
}

/// A process that is not the last to start is killed and its transaction rolled back. (A process
/// that is killed anywhere else is one that takes no more steps.)
fn kill(world: &World, me: usize, next: &mut Vec<Next>) {
    if world.processes[me].stage == Stage::Commit && me + 1 < world.processes.len() {
        let mut world = world.clone();
        world.sql.locked = false;
        world.processes[me] = world.processes[me].over(Outcome::Restart);
        let what = "is killed, its transaction is rolled back";
        let event = Event { process: Some(me), what, note: Note::Nothing };
        next.push(Next { event, world, private: false });
    }
}

/// Another process starts, beside whatever there is. A changed pipeline comes after the first.
fn start_process(model: &Model, world: &World, next: &mut Vec<Next>) {
    let (plan, me) = (&model.plan, world.processes.len());
    let mut processes = world.processes.iter();
    let ready = plan.change == Change::None || processes.clone().all(|p| p.incarnation != 0);
    let ended = processes.any(|process| process.stage == Stage::Over(Outcome::Finished));
    if me < plan.processes && ready && (plan.stops || !ended) {
        let mut world = world.clone();
        world.processes.push(Process::new(plan.has_sql(me)));
        let event = Event { process: Some(me), what: "starts", note: Note::Nothing };
        next.push(Next { event, world, private: false });
    }
}

/// The fingerprint of a state: 128 bits, so that two of a million states share one with a chance of 1 in 10^26.
fn fingerprint(world: &World) -> u128 {
    let mut mix = Mix(0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03);
    world.hash(&mut mix);
    u128::from(mix.0) << 64 | u128::from(mix.1)
}

/// Two quick hashes side by side.
#[derive(Debug)]
struct Mix(u64, u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(value.into());
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(31);
        self.1 = (self.1.rotate_left(27) ^ value).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.1
    }
}
