//! What sink subtasks do on their own: take, align, prepare.

use std::mem::take as take_all;

use crate::plan::{Kind, Plan, Records};
use crate::process::{Process, Stage, Task};
use crate::rules::Rule;
use crate::turn::Model;
use crate::world::{File, World};

/// What a sink subtask does on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// Takes the next record of a source.
    Take,
    /// Takes the barrier of a producer: a source, or a sink in front of dead letters.
    Align,
    /// Takes what another sink subtask refused.
    TakeRefused,
    /// Prepares.
    Prepare,
}

/// What a sink subtask can do: who, what, and from which producer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move {
    /// The sink subtask.
    pub(crate) task: usize,
    /// What it does.
    pub(crate) action: Action,
    /// The producer, where there is one.
    from: usize,
}

/// All that the sink subtasks of a process can do.
pub(crate) fn moves(model: &Model, process: &Process) -> Vec<Move> {
    let mut moves = Vec::new();
    for (task, sink) in model.plan.sinks.iter().enumerate() {
        if !process.runs(&model.plan, task) {
            continue;
        }
        if sink.kind.is_letters() {
            refused(model, process, task, &mut moves);
        } else {
            taken(model, process, task, &mut moves);
        }
        if can_prepare(model, process, task) {
            moves.push(Move { task, action: Action::Prepare, from: 0 });
        }
    }
    moves
}

/// What a sink subtask can take from the sources.
fn taken(model: &Model, process: &Process, task: usize, moves: &mut Vec<Move>) {
    for source in 0..model.plan.sources {
        if can_take(model, process, task, source) {
            moves.push(Move { task, action: Action::Take, from: source });
        }
        let Task { at, aligned, .. } = process.tasks[task];
        let came = process.barriers[source].is_some_and(|barrier| at[source] >= barrier);
        if came && aligned & 1 << source == 0 {
            moves.push(Move { task, action: Action::Align, from: source });
        }
    }
}

/// Whether the next record of `source` has been sent, and is not behind a barrier that others still wait for.
fn can_take(model: &Model, process: &Process, task: usize, source: usize) -> bool {
    let Task { at, aligned, prepared, .. } = process.tasks[task];
    let sent = at[source] < process.positions[source];
    let behind = process.barriers[source].is_some_and(|barrier| at[source] >= barrier);
    if !behind || !sent {
        return sent;
    }
    let transactional = model.plan.sinks[task].kind == Kind::Sql;
    match prepared {
        Some(_) => !transactional || !model.rules.has(Rule::HoldRows),
        None => aligned & 1 << source != 0 && !model.rules.has(Rule::Align),
    }
}

/// What the dead-letter sink can take from the other sinks.
fn refused(model: &Model, process: &Process, task: usize, moves: &mut Vec<Move>) {
    for from in producers(&model.plan, process) {
        let Task { refused, prepared, .. } = process.tasks[from];
        if refused != 0 {
            moves.push(Move { task, action: Action::TakeRefused, from });
        } else if prepared.is_some() && process.tasks[task].aligned & 1 << from == 0 {
            moves.push(Move { task, action: Action::Align, from });
        }
    }
}

/// The sink subtasks in front of the dead letters.
fn producers(plan: &Plan, process: &Process) -> impl Iterator<Item = usize> {
    (0..plan.sinks.len()).filter(|&task| !plan.sinks[task].kind.is_letters() && process.runs(plan, task))
}

/// Whether a sink subtask has all barriers, and nothing on its way.
fn can_prepare(model: &Model, process: &Process, task: usize) -> bool {
    let (plan, Task { aligned, open, prepared, .. }) = (&model.plan, process.tasks[task]);
    let kind = plan.sinks[task].kind;
    let written = open == 0 || !kind.is_table() || !model.rules.has(Rule::Flush);
    if process.stage != Stage::Prepare || prepared.is_some() || !written {
        return false;
    }
    if !kind.is_letters() {
        (0..plan.sources).all(|source| aligned & 1 << source != 0)
    } else if model.rules.has(Rule::LettersLast) {
        producers(plan, process).all(|from| aligned & 1 << from != 0)
    } else {
        process.barriers[..plan.sources].iter().all(Option::is_some)
    }
}

/// Makes a move.
pub(crate) fn apply(model: &Model, world: &mut World, me: usize, next: Move) {
    let Move { task, action, from } = next;
    let tasks = &mut world.processes[me].tasks;
    match action {
        Action::Take => take(model, &mut tasks[task], task, from),
        Action::Align => tasks[task].aligned |= 1 << from,
        Action::TakeRefused => tasks[task].open |= take_all(&mut tasks[from].refused),
        Action::Prepare => prepare(model, world, me, task),
    }
    skip(&model.plan, &mut world.processes[me]);
}

/// Takes the next record of a source: a transaction that is prepared is still the same one.
fn take(model: &Model, task: &mut Task, number: usize, source: usize) {
    let record = model.plan.record(source, task.at[source]);
    let transactional = model.plan.sinks[number].kind == Kind::Sql;
    task.at[source] += 1;
    match &mut task.prepared {
        Some(transaction) if transactional => *transaction |= record,
        _ => task.open |= record,
    }
}

/// Prepares: what is refused now is handed on, what is not waits to be committed.
fn prepare(model: &Model, world: &mut World, me: usize, task: usize) {
    let kind = model.plan.sinks[task].kind;
    let process = &mut world.processes[me];
    if kind.is_table() {
        process.tasks[task].prepared = Some(0);
        return;
    }
    let refuses = refuses(&model.plan, process, task);
    let open = take_all(&mut process.tasks[task].open);
    process.tasks[task].refuse(open & refuses, !model.rules.has(Rule::RefusedFirst));
    process.tasks[task].prepared = Some(open & !refuses);
    if kind.is_file() {
        let (epoch, incarnation) = (process.epoch, process.incarnation);
        world.temporary.push(File { epoch, task, incarnation, records: open & !refuses });
        world.temporary.sort_unstable();
    }
}

/// The records that the outside system refuses to this process.
pub(crate) fn refuses(plan: &Plan, process: &Process, task: usize) -> Records {
    if plan.fickle && process.incarnation > 1 { 0 } else { plan.sinks[task].refuses }
}

impl Task {
    /// Hands records on to the dead letters, before or after the barrier.
    pub(crate) fn refuse(&mut self, records: Records, after: bool) {
        *(if after { &mut self.refused_after } else { &mut self.refused }) |= records;
    }
}

/// Passes over records that are routed elsewhere.
pub(crate) fn skip(plan: &Plan, process: &mut Process) {
    for (task, sink) in plan.sinks.iter().enumerate() {
        for source in 0..plan.sources {
            let at = &mut process.tasks[task].at[source];
            while *at < process.positions[source] && plan.record(source, *at) & sink.takes == 0 {
                *at += 1;
            }
        }
    }
}
