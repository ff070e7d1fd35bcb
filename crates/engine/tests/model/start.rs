//! A start, first half: own the store, claim the transactional sink.

use crate::choose;
use crate::process::{Outcome, Stage};
use crate::rules::Rule;
use crate::turn::{Note, Turn};
use crate::world::World;

/// What a process that does not run yet may do.
pub(crate) fn steps(turn: &mut Turn<'_>) {
    match turn.me().stage {
        Stage::Look if turn.model.plan.fine_store => look(turn),
        Stage::Look => own(turn),
        Stage::Take(number) => take(turn, number),
        Stage::Make => make(turn),
        Stage::Check => check(turn),
        Stage::List => list(turn),
        Stage::Listed(names) => listed(turn, names),
        Stage::Seal(names) => seal(turn, names),
        Stage::Claim => claim(turn),
        Stage::Fence => fence(turn),
        _ => choose::steps(turn),
    }
}

/// Owns a coarse store, in one step.
fn own(turn: &mut Turn<'_>) {
    let number = turn.world.store.newest() + 1;
    let (me, sealing) = (turn.me, turn.has(Rule::Seal) && turn.has(Rule::SealFirst));
    let world = turn.go(claiming(turn), "owns the store as", Note::Number(number));
    become_incarnation(world, me, number);
    world.store.live |= 1 << number;
    if sealing {
        world.store.live &= !older(number);
    }
}

/// Looks for the highest number.
fn look(turn: &mut Turn<'_>) {
    let number = turn.world.store.newest() + 1;
    turn.go(Stage::Take(number), "looks, the next number is", Note::Number(number));
}

/// Takes a number, unless its name is there. Without the rule the name is that of the folder.
fn take(turn: &mut Turn<'_>, number: u8) {
    let (me, stays, store) = (turn.me, turn.has(Rule::NumberStays), &turn.world.store);
    let names = if stays { store.taken } else { store.live };
    if names & 1 << number != 0 {
        turn.go(Stage::Look, "finds a number taken,", Note::Number(number));
        return;
    }
    let stage = if stays { Stage::Make } else { Stage::Check };
    let world = turn.go(stage, "takes number", Note::Number(number));
    become_incarnation(world, me, number);
    if !stays {
        world.store.live |= 1 << number;
    }
}

/// Becomes incarnation `number`.
fn become_incarnation(world: &mut World, me: usize, number: u8) {
    world.store.taken |= 1 << number;
    world.processes[me].incarnation = number;
    world.processes[me].clean = world.clean;
}

/// Makes its folder.
fn make(turn: &mut Turn<'_>) {
    let number = turn.me().incarnation;
    let world = turn.go(Stage::Check, "makes folder", Note::Number(number));
    world.store.live |= 1 << number;
}

/// Looks for a newer number.
fn check(turn: &mut Turn<'_>) {
    let (number, store) = (turn.me().incarnation, &turn.world.store);
    if store.newest() > number && turn.has(Rule::CheckNewer) {
        turn.end(Outcome::Fenced, "finds a newer number");
        return;
    }
    let stage = match store.taken & older(number) {
        _ if !turn.has(Rule::SealByName) => Stage::List,
        0 => claiming(turn),
        names => Stage::Seal(names),
    };
    turn.go(stage, "finds no newer number", Note::Nothing);
}

/// The folders before `number`.
pub(crate) fn older(number: u8) -> u8 {
    (1 << number) - 1
}

/// Begins to list the folders.
fn list(turn: &mut Turn<'_>) {
    let names = turn.world.store.live & older(turn.me().incarnation);
    turn.go(Stage::Listed(names), "begins to list folders", Note::Records(names));
}

/// Ends to list the folders. What was renamed meanwhile may be in the list under one of its names, or not at all.
fn listed(turn: &mut Turn<'_>, names: u8) {
    let (me, renamed) = (turn.me, names & !turn.world.store.live);
    for unseen in if renamed == 0 { vec![0] } else { vec![0, renamed] } {
        let seen = names & !unseen;
        let stage = if seen == 0 { claiming(turn) } else { Stage::Seal(seen) };
        turn.go(stage, "has listed folders", Note::Records(seen)).processes[me].unseen = unseen;
    }
}

/// Seals folders: one after the other, or all at once where the store is coarse.
fn seal(turn: &mut Turn<'_>, names: u8) {
    let rest = if turn.model.plan.fine_store { names & (names - 1) } else { 0 };
    let stage = match turn.me().chosen {
        _ if rest != 0 => Stage::Seal(rest),
        Some(_) => choose::publishing(turn.me().chosen),
        None => claiming(turn),
    };
    let world = turn.go(stage, "seals folder", Note::Records(names & !rest));
    world.store.live &= !(names & !rest);
}

/// The stage after the store is owned.
fn claiming(turn: &Turn<'_>) -> Stage {
    if turn.me().sql { Stage::Claim } else { Stage::Choose }
}

/// Fences the transactional sink and reads its marker, in one statement that waits for the lock.
fn claim(turn: &mut Turn<'_>) {
    let (me, incarnation, sql) = (turn.me, turn.me().incarnation, &turn.world.sql);
    let marker = sql.marker;
    if !turn.has(Rule::FenceThenRead) {
        let world = turn.go(Stage::Fence, "reads the marker", Note::Epoch(marker));
        world.processes[me].marker = marker;
    } else if sql.owner > incarnation {
        turn.end(Outcome::Fenced, "finds a newer owner of the sink");
    } else if !sql.locked {
        let world = turn.go(Stage::Choose, "claims, the marker is", Note::Epoch(marker));
        world.sql.owner = incarnation;
        world.processes[me].marker = marker;
    }
}

/// Fences the transactional sink after its marker was read.
fn fence(turn: &mut Turn<'_>) {
    let (incarnation, sql) = (turn.me().incarnation, &turn.world.sql);
    if sql.owner > incarnation {
        turn.end(Outcome::Fenced, "finds a newer owner of the sink");
    } else if !sql.locked {
        turn.go(Stage::Choose, "fences the sink", Note::Nothing).sql.owner = incarnation;
    }
}
