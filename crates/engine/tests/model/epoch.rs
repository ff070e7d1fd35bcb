//! An epoch, first half: the trigger, what is prepared, the manifest.

use std::mem::discriminant;

use crate::decide::{decide, leave};
use crate::flow::settle;
use crate::plan::{SOURCES, TASKS};
use crate::process::{Last, Outcome, Stage};
use crate::rules::Rule;
use crate::turn::{Note, Turn};
use crate::world::{Manifest, World};

/// What the coordinator of a running process may do.
pub(crate) fn steps(turn: &mut Turn<'_>) {
    match turn.me().stage {
        Stage::Idle => {
            for last in [Last::No, Last::Stop, Last::End] {
                trigger(turn, last);
            }
        }
        Stage::Prepare if is_prepared(turn) => prepared(turn),
        stage => decide(turn, stage),
    }
}

/// Begins an epoch, if there is a reason for one.
fn trigger(turn: &mut Turn<'_>, last: Last) {
    let (me, model, process) = (turn.me, turn.model, turn.me());
    let (plan, positions) = (&model.plan, process.positions);
    let at_end = positions[..plan.sources].iter().all(|&at| at == plan.records);
    let something = !at_end && !plan.is_calm(me) && positions != process.stored;
    let (reason, what) = match last {
        Last::No => (something, "triggers"),
        Last::Stop => (plan.stops, "is told to stop, triggers"),
        Last::End => (at_end, "is at the end, triggers"),
    };
    if !reason {
        return;
    }
    let epoch = turn.epoch(process.epoch.number + 1);
    let world = turn.go_privately(what, Note::Epoch(Some(epoch)));
    let process = &mut world.processes[me];
    (process.stage, process.epoch, process.last) = (Stage::Prepare, epoch, last);
    if plan.is_fused(me) {
        process.barriers = positions.map(Some);
    }
    settle(model, world, me);
    let seen = world.temporary.iter().any(|file| file.epoch == epoch);
    turn.latest().private = !seen;
}

/// Whether the sink subtasks have prepared.
fn is_prepared(turn: &Turn<'_>) -> bool {
    let (plan, process) = (&turn.model.plan, turn.me());
    let mut tasks = (0..plan.sinks.len()).filter(|&task| process.runs(plan, task));
    let prepared = |task: usize| process.tasks[task].prepared.is_some();
    if turn.has(Rule::AwaitAll) { tasks.all(prepared) } else { tasks.any(prepared) }
}

/// Everything is prepared: the first step of the decision.
fn prepared(turn: &mut Turn<'_>) {
    let first = order(turn)[0];
    if turn.me().last == Last::Stop && !turn.has(Rule::StopWaits) {
        leave(turn, "stops");
    } else if turn.has(Rule::Seal) {
        decide(turn, first);
    } else if turn.world.store.newest() > turn.me().incarnation {
        turn.end(Outcome::Fenced, "finds a newer folder");
    } else {
        turn.go(first, "finds no newer folder", Note::Nothing);
    }
}

/// The stages of the decision, in the order of the rules.
fn order(turn: &Turn<'_>) -> Vec<Stage> {
    let process = turn.me();
    let manifest = Some(Stage::Manifest);
    let marker = process.sql.then_some(Stage::Update);
    let files = process.next_file(&turn.model.plan, 0).map(Stage::Publish);
    let order = if !turn.has(Rule::ManifestFirst) {
        [marker, manifest, files]
    } else if !turn.has(Rule::MarkerThenFiles) {
        [manifest, files, marker]
    } else {
        [manifest, marker, files]
    };
    order.into_iter().flatten().chain([Stage::Confirm, Stage::Retire]).collect()
}

/// The stage after `done`.
pub(crate) fn after(turn: &Turn<'_>, done: Stage) -> Stage {
    let before = |stage: &Stage| discriminant(stage) != discriminant(&done);
    order(turn).into_iter().skip_while(before).nth(1).unwrap_or(Stage::Retire)
}

/// The manifest of the epoch in flight.
pub(crate) fn manifest(turn: &Turn<'_>) -> Manifest {
    let (plan, process) = (&turn.model.plan, turn.me());
    let mut positions = process.positions;
    for (position, barrier) in positions.iter_mut().zip(process.barriers) {
        if turn.has(Rule::NotePosition) {
            *position = barrier.unwrap_or(*position);
        }
    }
    let mut files = [None; TASKS];
    for (task, sink) in plan.sinks.iter().enumerate() {
        files[task] = process.tasks[task].prepared.filter(|_| sink.kind.is_file());
    }
    Manifest {
        epoch: process.epoch,
        owner: process.incarnation,
        positions,
        files,
        lists_sql: process.sql,
        finished: process.last == Last::End,
        confirmed: false,
    }
}

/// Stores the manifest: a rename within the own folder.
pub(crate) fn store(turn: &mut Turn<'_>) {
    let (model, manifest) = (turn.model, manifest(turn));
    if turn.has(Rule::Seal) && !turn.world.store.is_live(manifest.owner) {
        turn.end(Outcome::Fenced, "finds its folder sealed");
        return;
    }
    let repeated = turn.me().clean.1;
    let (after, me) = (after(turn, Stage::Manifest), turn.me);
    let world = turn.go(after, "stores the manifest", Note::Epoch(Some(manifest.epoch)));
    let own = model.rules.has(Rule::OwnManifests);
    let replaced = |m: &Manifest| m.epoch == manifest.epoch && (!own || m.owner == manifest.owner);
    world.store.manifests.retain(|m| !replaced(m));
    world.store.add(manifest);
    world.repeated |= repeated;
    world.processes[me].stored = manifest.positions;
    if !model.rules.has(Rule::KeepBefore) {
        world.store.retire(&manifest);
    }
    if !model.rules.has(Rule::AcknowledgeLast) {
        acknowledge(world, manifest.positions);
    }
}

/// The broker forgets what lies before `positions`.
pub(crate) fn acknowledge(world: &mut World, positions: [u8; SOURCES]) {
    for (forgotten, at) in world.forgotten.iter_mut().zip(positions) {
        *forgotten = at.max(*forgotten);
    }
}
