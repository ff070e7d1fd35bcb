//! What must be true once the newest incarnation has finished, and what must never happen.

use std::fmt;

use crate::plan::{Kind, Plan, Records};
use crate::process::{Outcome, Process, Stage};
use crate::world::World;

/// Something that must not be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Verdict {
    /// A record is missing.
    Lost(Kind),
    /// A record is there more than once, or twice in different places.
    Duplicated(Kind),
    /// A row of the keyed table is not the calm run's.
    Stale,
    /// An older incarnation's row landed over a newer one's.
    Overwritten,
    /// Something was done again after a clean end.
    Repeated,
    /// The newest incarnation cannot go on and says so.
    Stuck,
    /// Nobody can go on and nobody says so.
    Hung,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, kind) = match self {
            Verdict::Lost(kind) => ("LOST", kind),
            Verdict::Duplicated(kind) => ("DUPLICATED", kind),
            Verdict::Stale => return f.write_str("STALE"),
            Verdict::Overwritten => return f.write_str("OVERWRITTEN"),
            Verdict::Repeated => return f.write_str("REPEATED"),
            Verdict::Stuck => return f.write_str("STUCK"),
            Verdict::Hung => return f.write_str("HUNG"),
        };
        let name = match kind {
            Kind::Sql => "sql",
            Kind::File => "files",
            Kind::Table => "table",
            Kind::LetterFile | Kind::LetterTable => "dead letters",
        };
        write!(f, "{name} {word}")
    }
}

/// All that is wrong with a state; `terminal`: no step follows.
pub(crate) fn verdicts(plan: &Plan, world: &World, terminal: bool) -> Vec<Verdict> {
    let mut wrong = Vec::new();
    let newest = world.processes.iter().max_by_key(|process| process.incarnation);
    match newest.map(|process| process.stage) {
        Some(Stage::Over(Outcome::Finished)) => delivered(plan, world, &mut wrong),
        Some(Stage::Over(Outcome::Fenced | Outcome::Refused)) => wrong.push(Verdict::Stuck),
        _ => {}
    }
    if terminal && !world.processes.iter().all(Process::is_over) {
        wrong.push(Verdict::Hung);
    }
    if world.repeated {
        wrong.push(Verdict::Repeated);
    }
    if world.overwritten {
        wrong.push(Verdict::Overwritten);
    }
    wrong
}

/// Checks every record of every sink.
fn delivered(plan: &Plan, world: &World, wrong: &mut Vec<Verdict>) {
    for kind in [Kind::Sql, Kind::File, Kind::Table] {
        let (takes, refuses) = plan.routed(kind);
        let wanted = takes & wanted(plan, world, kind);
        for record in (0..plan.total()).filter(|record| takes & 1 << record != 0) {
            let count = count(plan, world, kind, record);
            let (count, name) = match refuses & 1 << record {
                0 => (count, kind),
                bit => (count + letters(plan, world, bit), Kind::LetterTable),
            };
            match (wanted & 1 << record != 0, count) {
                (true, 0) => wrong.push(Verdict::Lost(name)),
                (true, 1) | (false, 0) => {}
                _ => wrong.push(Verdict::Duplicated(name)),
            }
        }
    }
    if is_stale(plan, world) {
        wrong.push(Verdict::Stale);
    }
}

/// The records that a kind of sink must have.
fn wanted(plan: &Plan, world: &World, kind: Kind) -> Records {
    let begun = world.begun[usize::from(kind == Kind::Sql)];
    let until = match world.dropped {
        Some(dropped) if kind == Kind::Sql => plan.before(0, dropped),
        _ => Records::MAX,
    };
    begun.map_or(0, |begun| until & !plan.before(0, begun))
}

/// How often a record is in the sinks of a kind.
fn count(plan: &Plan, world: &World, kind: Kind, record: u8) -> usize {
    let has = |records: Records| usize::from(records & 1 << record != 0);
    match kind {
        Kind::Sql => has(world.sql.once) + has(world.sql.twice),
        Kind::Table => usize::from(world.table[plan.key(record)].is_some()),
        _ => in_files(plan, world, kind, 1 << record),
    }
}

/// How often a record is in the files of a kind.
fn in_files(plan: &Plan, world: &World, kind: Kind, record: Records) -> usize {
    let files = world.published.iter().filter(|file| plan.sinks[file.task].kind == kind);
    files.filter(|file| file.records & record != 0).count()
}

/// How often a record is in the dead letters.
fn letters(plan: &Plan, world: &World, record: Records) -> usize {
    let in_table = usize::from(world.letters & record != 0);
    in_table + in_files(plan, world, Kind::LetterFile, record)
}

/// Whether a row of the keyed table was not made from the last record of its key.
fn is_stale(plan: &Plan, world: &World) -> bool {
    let (takes, _) = plan.routed(Kind::Table);
    let is_of = |record: u8, key| takes & 1 << record != 0 && plan.key(record) == key;
    let last = |key| (0..plan.total()).rev().find(|&record| is_of(record, key));
    let mut rows = world.table.iter().enumerate();
    rows.any(|(key, row)| row.is_some_and(|row| Some(row.record) != last(key)))
}
