//! Data through one process: sources read and send barriers, tables write rows, sinks move.

use crate::moves::{Action, Move, apply, moves, refuses, skip};
use crate::outside::upsert;
use crate::plan::Kind;
use crate::process::{Last, Stage};
use crate::rules::Rule;
use crate::turn::{Model, Note, Turn};
use crate::world::{Row, World};

/// What the subtasks of a running process may do.
pub(crate) fn steps(turn: &mut Turn<'_>) {
    for source in 0..turn.model.plan.sources {
        read(turn, source);
        send_barrier(turn, source);
    }
    for task in 0..turn.model.plan.sinks.len() {
        write(turn, task);
    }
    if !turn.model.plan.is_fused(turn.me) {
        for next in moves(turn.model, turn.me()) {
            step(turn, next);
        }
    }
}

/// A source subtask reads its next record.
fn read(turn: &mut Turn<'_>, source: usize) {
    let (me, model, process) = (turn.me, turn.model, turn.me());
    let at = process.positions[source];
    let last = process.last != Last::No && process.barriers[source].is_some();
    if at == model.plan.records || last && turn.has(Rule::StopReading) {
        return;
    }
    let record = model.plan.record(source, at);
    let repeated = process.clean.0 & record != 0;
    let world = turn.go_privately("reads", Note::Records(record));
    world.repeated |= repeated;
    world.processes[me].positions[source] += 1;
    settle(model, world, me);
}

/// A source subtask notes its position and sends the barrier.
fn send_barrier(turn: &mut Turn<'_>, source: usize) {
    let (me, model, process) = (turn.me, turn.model, turn.me());
    let at = process.positions[source];
    if process.stage == Stage::Prepare && process.barriers[source].is_none() {
        let world = turn.go_privately("sends the barrier of source", Note::Number(source as u8));
        world.processes[me].barriers[source] = Some(at);
        settle(model, world, me);
    }
}

/// A table's subtask writes its next row.
fn write(turn: &mut Turn<'_>, task: usize) {
    let (me, model, process) = (turn.me, turn.model, *turn.me());
    let (plan, kind, open) = (&model.plan, model.plan.sinks[task].kind, process.tasks[task].open);
    if !kind.is_table() || open == 0 {
        return;
    }
    let record = open.trailing_zeros() as u8;
    let refused = refuses(plan, &process, task) & 1 << record != 0;
    let what = if refused { "is refused row" } else { "writes row" };
    let row = |connection| Row { author: (process.incarnation, connection), record };
    let mut send = |what, change: &dyn Fn(&mut World)| {
        let world = turn.go(process.stage, what, Note::Records(1 << record));
        world.processes[me].tasks[task].open &= !(1 << record);
        change(world);
        settle(model, world, me);
    };
    send(what, &|world| match kind {
        _ if refused => {
            let task = &mut world.processes[me].tasks[task];
            task.refuse(1 << record, task.prepared.is_some());
        }
        Kind::LetterTable => world.letters |= 1 << record,
        _ => upsert(model, world, row(process.connection)),
    });
    if plan.retries && kind == Kind::Table && process.connection == 0 && !refused {
        send("gets no answer, connects again and writes row", &|world| {
            world.late_row = Some(row(0));
            world.processes[me].connection = 1;
            upsert(model, world, row(1));
        });
    }
}

/// The sink subtasks of a fused process go as far as they can.
pub(crate) fn settle(model: &Model, world: &mut World, me: usize) {
    skip(&model.plan, &mut world.processes[me]);
    while model.plan.is_fused(me) {
        let Some(next) = moves(model, &world.processes[me]).first().copied() else {
            return;
        };
        apply(model, world, me, next);
    }
}

/// One move as a step of its own; a file that is prepared can be seen.
fn step(turn: &mut Turn<'_>, next: Move) {
    let what = match next.action {
        Action::Take => "takes a record in sink subtask",
        Action::Align => "takes a barrier in sink subtask",
        Action::TakeRefused => "takes what was refused in sink subtask",
        Action::Prepare => "prepares sink subtask",
    };
    let (me, model, note) = (turn.me, turn.model, Note::Number(next.task as u8));
    let file = model.plan.sinks[next.task].kind.is_file();
    let world = turn.go_privately(what, note);
    apply(model, world, me, next);
    turn.latest().private = !(file && next.action == Action::Prepare);
}
