use crate::expected::{Letter, Tables};
use std::collections::BTreeMap;

/// How far the tables are from what they are to hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Views that are missing in some window, dead letters that are missing.
    pub(crate) losses: i64,
    /// Views that are too many in some window, dead letters that are too many.
    pub(crate) duplicates: i64,
    /// The first differences, to look at.
    pub(crate) examples: Vec<String>,
}

/// Compares row for row.
pub(crate) fn compare(wanted: &Tables, found: &Tables) -> Difference {
    let mut difference = Difference::default();
    for key in wanted.views.keys().chain(found.views.keys().filter(|key| !wanted.views.contains_key(*key))) {
        let [want, find] = [wanted, found].map(|tables| tables.views.get(key).copied().unwrap_or(0));
        difference.count(want, find, || format!("{key:?}: {want} views wanted, {find} found"));
    }
    letters(&wanted.letters, &found.letters, &mut difference);
    for (key, want) in wanted.top.iter().filter(|(key, want)| found.top.get(*key) != Some(*want)) {
        difference.examples.push(format!("rank {key:?}: {want:?} wanted, {:?} found", found.top.get(key)));
    }
    if found.top.len() != wanted.top.len() {
        difference.examples.push(format!("{} ranks wanted, {} found", wanted.top.len(), found.top.len()));
    }
    difference.examples.truncate(20);
    difference
}

fn letters(wanted: &BTreeMap<String, Letter>, found: &BTreeMap<String, Letter>, into: &mut Difference) {
    for (place, want) in wanted {
        let find = found.get(place);
        into.count(1, find.is_some().into(), || format!("no dead letter of {place}: {want:?}"));
        if find.is_some_and(|find| find != want) {
            into.examples.push(format!("{place}: {want:?} wanted, {find:?} found"));
        }
    }
    for (place, find) in found.iter().filter(|(place, _)| !wanted.contains_key(*place)) {
        into.count(0, 1, || format!("a dead letter of {place}, uncalled for: {find:?}"));
    }
}

impl Difference {
    fn count(&mut self, wanted: i64, found: i64, example: impl FnOnce() -> String) {
        self.losses += (wanted - found).max(0);
        self.duplicates += (found - wanted).max(0);
        if wanted != found {
            self.examples.push(example());
        }
    }
}

#[test]
fn what_is_missing_and_what_is_too_much_is_counted() {
    let letter = |rule: &str| Letter {
        stage: String::new(),
        reason: String::new(),
        rule: rule.to_owned(),
        payload: Vec::new(),
    };
    let mut wanted = Tables::default();
    wanted.views.extend([((0, "/a".to_owned()), 5), ((0, "/b".to_owned()), 5)]);
    wanted.letters.extend([("t/0@1".to_owned(), letter("a")), ("t/0@2".to_owned(), letter("a"))]);
    assert_eq!(compare(&wanted, &wanted), Difference::default());
    let mut found = Tables::default();
    found.views.extend([((0, "/a".to_owned()), 3), ((10, "/b".to_owned()), 1)]);
    found.letters.extend([("t/0@1".to_owned(), letter("b")), ("t/0@3".to_owned(), letter("a"))]);
    let Difference { losses, duplicates, examples } = compare(&wanted, &found);
    assert_eq!((losses, duplicates, examples.len()), (2 + 5 + 1, 1 + 1, 6), "{examples:?}");
}
