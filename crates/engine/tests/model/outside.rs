//! What the outside systems do when they are asked to, and what they do by themselves.

use crate::plan::Version;
use crate::turn::{Event, Model, Next, Note};
use crate::world::{File, Flight, Manifest, Row, Sql, Store, World};

impl Store {
    /// Adds a manifest and keeps the order.
    pub(crate) fn add(&mut self, manifest: Manifest) {
        self.manifests.push(manifest);
        self.manifests.sort_unstable();
    }

    /// Removes what is older than the epoch of `manifest`, in the folders that its owner reaches: older ones under
    /// their sealed names, its own while that is not sealed.
    pub(crate) fn retire(&mut self, manifest: &Manifest) {
        let (epoch, owner, live) = (manifest.epoch, manifest.owner, self.is_live(manifest.owner));
        self.manifests.retain(|m| m.epoch >= epoch || m.owner > owner || m.owner == owner && !live);
    }
}

impl Sql {
    /// Ends the transaction that holds the lock.
    pub(crate) fn commit(&mut self, Flight { rows, epoch }: Flight) {
        self.twice |= self.once & rows;
        self.once |= rows;
        self.marker = Some(epoch);
        self.locked = false;
    }
}

/// Gives a file its final name. Says whether the name now holds what the manifest says.
pub(crate) fn publish(world: &mut World, manifest: &Manifest, task: usize, checked: bool) -> bool {
    let records = manifest.files[task].unwrap_or_default();
    let temporary = world
        .temporary
        .iter()
        .position(|file| (file.incarnation, file.epoch, file.task) == (manifest.owner, manifest.epoch, task));
    let temporary = temporary.map(|at| world.temporary.remove(at));
    let published = world.published.iter().find(|file| (file.epoch, file.task) == (manifest.epoch, task));
    match (published, temporary) {
        (Some(file), _) => !checked || file.records == records,
        (None, Some(file)) => {
            world.published.push(File { incarnation: 0, ..file });
            world.published.sort_unstable();
            true
        }
        (None, None) => !checked,
    }
}

/// Writes a row of the keyed table, unless the version column tells that a newer one is there.
pub(crate) fn upsert(model: &Model, world: &mut World, row: Row) {
    let place = &mut world.table[model.plan.key(row.record)];
    let newer = |there: &Row| match model.plan.version {
        Version::None => false,
        Version::Incarnation => there.author.0 > row.author.0,
        Version::Connection => there.author > row.author,
    };
    if place.as_ref().is_some_and(newer) {
        return;
    }
    world.overwritten |= place.is_some_and(|there| there.author.0 > row.author.0);
    *place = Some(row);
}

/// What happens without any process: late answers, new records.
pub(crate) fn steps(model: &Model, world: &World, next: &mut Vec<Next>) {
    let mut go = |what, change: &dyn Fn(&mut World)| {
        let mut world = world.clone();
        change(&mut world);
        let event = Event { process: None, what, note: Note::Nothing };
        next.push(Next { event, world, private: false });
    };
    if let Some(flight) = world.sql.flight {
        go("the lost COMMIT lands", &|world| {
            world.sql.commit(flight);
            world.sql.flight = None;
        });
        go("the lost COMMIT is rolled back", &|world| {
            world.sql.locked = false;
            world.sql.flight = None;
        });
    }
    if let Some(row) = world.late_row {
        go("the first statement lands after all", &|world| {
            upsert(model, world, row);
            world.late_row = None;
        });
    }
    if model.plan.latest && world.head == 0 {
        go("a record comes before anything is read", &|world| world.head = 1);
    }
}
