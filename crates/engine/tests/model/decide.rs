//! An epoch, second half: the marker, the files, the confirmation, and what goes when.

use crate::epoch::{acknowledge, after, manifest, store};
use crate::flow::settle;
use crate::moves::skip;
use crate::outside::publish;
use crate::plan::{Change, Kind};
use crate::process::{Last, Outcome, Stage};
use crate::rules::Rule;
use crate::turn::{Note, Turn};
use crate::world::{Epoch, File, Flight, World};

/// One step of the decision.
pub(crate) fn decide(turn: &mut Turn<'_>, stage: Stage) {
    match stage {
        Stage::Manifest => store(turn),
        Stage::Update => update(turn),
        Stage::Commit => commit(turn),
        Stage::Settle => ask(turn),
        Stage::Publish(task) => publish_file(turn, task),
        Stage::Confirm => confirm(turn),
        Stage::Retire => retire(turn),
        _ => {}
    }
}

/// Changes the progress row, the last statement of the transaction; waits for the lock.
fn update(turn: &mut Turn<'_>) {
    let (process, sql) = (turn.me(), &turn.world.sql);
    let owned = sql.owner == process.incarnation || !turn.has(Rule::CompareOwner);
    let follows = sql.marker == process.parent || !turn.has(Rule::CompareParent);
    match (sql.locked, owned, follows) {
        (true, ..) => {}
        (_, false, _) => {
            turn.end(Outcome::Fenced, "finds another owner in the progress row");
        }
        (_, _, false) => {
            turn.end(Outcome::Refused, "REFUSES: another parent in the progress row");
        }
        _ => {
            let world = turn.go(Stage::Commit, "changes the progress row", Note::Nothing);
            world.sql.locked = true;
        }
    }
}

/// The commit lands, with an answer or without.
fn commit(turn: &mut Turn<'_>) {
    let (plan, process) = (&turn.model.plan, turn.me());
    let task = plan.sinks.iter().position(|sink| sink.kind == Kind::Sql);
    let rows = task.and_then(|task| process.tasks[task].prepared).unwrap_or_default();
    let flight = Flight { rows, epoch: process.epoch };
    let after = after(turn, Stage::Update);
    let world = turn.go(after, "COMMIT lands", Note::Nothing);
    world.sql.commit(flight);
    if plan.lost_answers && turn.world.sql.flight.is_none() {
        let stage = if turn.has(Rule::Settle) { Stage::Settle } else { after };
        let world = turn.go(stage, "COMMIT has no answer", Note::Nothing);
        world.sql.flight = Some(flight);
    }
}

/// Reads the marker, waiting for the lock, to know what became of the commit.
fn ask(turn: &mut Turn<'_>) {
    let (process, sql) = (turn.me(), &turn.world.sql);
    if sql.locked {
        // Waits.
    } else if sql.marker == Some(process.epoch) {
        let after = after(turn, Stage::Update);
        turn.go(after, "finds its commit done", Note::Nothing);
    } else if sql.marker == process.parent {
        turn.end(Outcome::Restart, "finds its commit undone");
    } else {
        turn.end(Outcome::Fenced, "finds another marker");
    }
}

/// Publishes one file; or, without the rule, goes on before it has.
fn publish_file(turn: &mut Turn<'_>, task: usize) {
    let (me, model, process) = (turn.me, turn.model, *turn.me());
    let manifest = manifest(turn);
    let more = process.next_file(&model.plan, task + 1).map(Stage::Publish);
    let stage = more.unwrap_or_else(|| after(turn, Stage::Publish(0)));
    let world = turn.go(stage, "publishes", Note::Epoch(Some(process.epoch)));
    if let Some(owed) = world.processes[me].owed.take() {
        publish_owed(world, process.incarnation, owed);
    }
    if !publish(world, &manifest, task, model.rules.has(Rule::CheckFiles)) {
        turn.next.pop();
        turn.end(Outcome::Refused, "REFUSES: a file is not what the manifest says");
    }
    if !turn.has(Rule::ConfirmFirst) && process.last == Last::No && process.owed.is_none() {
        let world = turn.go(Stage::Idle, "goes on without confirmation", Note::Nothing);
        world.processes[me].owed = Some(process.epoch);
        end_epoch(turn);
    }
}

/// Publishes what an earlier epoch of the same incarnation has left.
fn publish_owed(world: &mut World, incarnation: u8, owed: Epoch) {
    let is_owed = |file: &File| (file.epoch, file.incarnation) == (owed, incarnation);
    let files: Vec<File> = world.temporary.iter().copied().filter(is_owed).collect();
    world.temporary.retain(|file| !is_owed(file));
    world.published.extend(files.into_iter().map(|file| File { incarnation: 0, ..file }));
    world.published.sort_unstable();
}

/// Notes that every sink has confirmed.
fn confirm(turn: &mut Turn<'_>) {
    let manifest = manifest(turn);
    if turn.has(Rule::Seal) && !turn.world.store.is_live(manifest.owner) {
        turn.end(Outcome::Fenced, "finds its folder sealed");
        return;
    }
    let read_by_others = turn.model.plan.change == Change::DropSql;
    let world = turn.go(Stage::Retire, "confirms", Note::Epoch(Some(manifest.epoch)));
    for stored in &mut world.store.manifests {
        stored.confirmed |= read_by_others && stored.epoch == manifest.epoch;
    }
}

/// Acknowledges, removes older checkpoints, and goes on or leaves.
fn retire(turn: &mut Turn<'_>) {
    let (manifest, stored) = (manifest(turn), turn.me().stored);
    if turn.me().last == Last::No {
        turn.go(Stage::Idle, "removes what is older", Note::Nothing);
        end_epoch(turn);
    } else {
        leave(turn, "removes what is older and leaves");
    }
    let acknowledged = turn.has(Rule::AcknowledgeLast).then_some(stored);
    let world = &mut turn.latest().world;
    world.store.retire(&manifest);
    acknowledge(world, acknowledged.unwrap_or_default());
}

/// The process of the step just made is ready for the next epoch.
fn end_epoch(turn: &mut Turn<'_>) {
    let (me, model) = (turn.me, turn.model);
    let world = &mut turn.latest().world;
    let process = &mut world.processes[me];
    process.parent = process.sql.then_some(process.epoch);
    process.forget_epoch();
    skip(&model.plan, process);
    settle(model, world, me);
}

/// Leaves in order.
pub(crate) fn leave(turn: &mut Turn<'_>, what: &'static str) {
    let process = turn.me();
    let at_end = process.last == Last::End;
    let outcome = if at_end { Outcome::Finished } else { Outcome::Stopped };
    let clean = (turn.model.plan.all_before(process.positions), at_end);
    turn.end(outcome, what).clean = clean;
}
