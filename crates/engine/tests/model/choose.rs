//! A start, second half: choose a checkpoint, publish it again, sweep, open.

use crate::outside::publish;
use crate::plan::{Change, Plan, SOURCES};
use crate::process::{Outcome, Stage};
use crate::rules::Rule;
use crate::start::older;
use crate::turn::{Note, Turn};
use crate::world::{Manifest, World};

/// What a process that owns everything may do.
pub(crate) fn steps(turn: &mut Turn<'_>) {
    match turn.me().stage {
        Stage::Choose => choose(turn),
        Stage::Republish(task) => republish(turn, task),
        Stage::Sweep => sweep(turn),
        _ => {}
    }
}

/// Chooses a checkpoint, or makes checkpoint 0.
fn choose(turn: &mut Turn<'_>) {
    let me = turn.me;
    match chosen(turn) {
        Err(why) => {
            turn.end(Outcome::Refused, why);
        }
        Ok(None) => begin(turn),
        Ok(Some(chosen)) if chosen.finished && !turn.has(Rule::FinishedPublishes) => {
            turn.end(Outcome::Finished, "returns at once");
        }
        Ok(Some(chosen)) => {
            let stage = choosing(turn, Some(chosen));
            let world = turn.go(stage, "chooses", Note::Epoch(Some(chosen.epoch)));
            world.processes[me].chosen = Some(chosen);
        }
    }
}

/// The stage after a checkpoint was chosen.
fn choosing(turn: &Turn<'_>, chosen: Option<Manifest>) -> Stage {
    if turn.has(Rule::Seal) && !turn.has(Rule::SealFirst) {
        Stage::Seal(older(turn.me().incarnation))
    } else if turn.has(Rule::PublishChosen) {
        publishing(chosen)
    } else {
        Stage::Sweep
    }
}

/// The stage after all older folders are sealed and a checkpoint is chosen.
pub(crate) fn publishing(chosen: Option<Manifest>) -> Stage {
    let first = chosen.and_then(|chosen| chosen.files.iter().position(Option::is_some));
    first.map_or(Stage::Sweep, Stage::Republish)
}

/// The checkpoint to go on from; none in a new pipeline.
fn chosen(turn: &Turn<'_>) -> Result<Option<Manifest>, &'static str> {
    let me = turn.me();
    let stored = turn.world.store.manifests.iter();
    let all = stored.filter(|m| m.owner <= me.incarnation && me.unseen & 1 << m.owner == 0);
    let newest = all.clone().next_back().copied();
    if !me.sql {
        let forgotten = newest.is_some_and(|m| m.lists_sql && !m.confirmed);
        let refused = forgotten && turn.has(Rule::RefuseUnconfirmed);
        return if refused { Err("REFUSES: unconfirmed commits") } else { Ok(newest) };
    }
    if !turn.has(Rule::MarkerDecides) {
        return Ok(newest);
    }
    match me.marker {
        Some(marker) => match all.rev().find(|m| m.epoch == marker) {
            Some(found) => Ok(Some(*found)),
            None => Err("REFUSES: the marker's checkpoint is gone"),
        },
        None if newest.is_none() || !turn.has(Rule::NoMarkerMeansUnlisted) => Ok(newest),
        None => match all.rev().find(|m| !m.lists_sql) {
            Some(found) => Ok(Some(*found)),
            None => Err("REFUSES: every checkpoint lists the sink, which has no marker"),
        },
    }
}

/// A new pipeline: resolves the start and stores it.
fn begin(turn: &mut Turn<'_>) {
    let (me, incarnation, head) = (turn.me, turn.me().incarnation, turn.world.head);
    let zero = Manifest {
        epoch: turn.epoch(0),
        owner: incarnation,
        positions: [head; SOURCES],
        files: Default::default(),
        lists_sql: false,
        finished: false,
        confirmed: true,
    };
    let stored = turn.has(Rule::CheckpointZero);
    if stored && turn.has(Rule::Seal) && !turn.world.store.is_live(incarnation) {
        turn.end(Outcome::Fenced, "cannot store checkpoint 0");
        return;
    }
    let stage = choosing(turn, None);
    let world = turn.go(stage, "begins at", Note::Number(head));
    world.processes[me].chosen = Some(zero);
    if stored {
        world.store.add(zero);
    }
}

/// Publishes one file of the chosen checkpoint.
fn republish(turn: &mut Turn<'_>, task: usize) {
    let Some(chosen) = turn.me().chosen else {
        return;
    };
    let after = task + 1;
    let more = chosen.files[after..].iter().position(Option::is_some);
    let stage = more.map_or(Stage::Sweep, |offset| Stage::Republish(after + offset));
    let checked = turn.has(Rule::CheckFiles);
    let world = turn.go(stage, "publishes again", Note::Epoch(Some(chosen.epoch)));
    if !publish(world, &chosen, task, checked) {
        turn.next.pop();
        turn.end(Outcome::Refused, "REFUSES: a file is not what the manifest says");
    }
}

/// Removes what older incarnations prepared, and opens.
fn sweep(turn: &mut Turn<'_>) {
    let Some(chosen) = turn.me().chosen else {
        return;
    };
    let mut positions = chosen.positions.iter().zip(turn.world.forgotten);
    if positions.any(|(&at, forgotten)| at < forgotten) {
        turn.end(Outcome::Refused, "REFUSES: the broker has forgotten its position");
        return;
    }
    let (me, model, incarnation) = (turn.me, turn.model, turn.me().incarnation);
    let opened = turn.epoch(chosen.epoch.number);
    let note = Note::Positions(chosen.positions);
    let world = turn.go(Stage::Idle, "sweeps and opens at", note);
    if model.rules.has(Rule::SweepByIncarnation) {
        world.temporary.retain(|file| file.incarnation >= incarnation);
    } else {
        let later = world.store.manifests.iter().filter(|m| m.epoch > chosen.epoch);
        let names: Vec<_> = later.map(|m| (m.owner, m.epoch)).collect();
        world.temporary.retain(|file| !names.contains(&(file.incarnation, file.epoch)));
    }
    open(&model.plan, world, me, &chosen);
    world.processes[me].epoch = opened;
    if chosen.finished && model.rules.has(Rule::FinishedReturns) {
        world.processes[me] = world.processes[me].over(Outcome::Finished);
    }
}

/// Restores `chosen`.
fn open(plan: &Plan, world: &mut World, me: usize, chosen: &Manifest) {
    let position = chosen.positions[0];
    let process = &mut world.processes[me];
    if chosen.epoch.number == 0 {
        world.begun[0].get_or_insert(position);
    }
    if process.sql && !chosen.lists_sql {
        world.begun[1].get_or_insert(position);
    }
    if !process.sql && plan.change == Change::DropSql {
        world.dropped.get_or_insert(position);
    }
    process.parent = chosen.lists_sql.then_some(chosen.epoch);
    process.positions = chosen.positions;
    process.stored = chosen.positions;
    (process.marker, process.chosen) = (None, None);
    for task in &mut process.tasks {
        task.at = chosen.positions;
    }
}
