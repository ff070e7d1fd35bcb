use crate::input::Input;
use crate::message::Fate;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Length and distance of windows, in seconds.
const LENGTH: i64 = 30;
const EVERY: i64 = 10;

/// What the tables are to hold. Times are in seconds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tables {
    /// By start of the window and path: its views.
    pub(crate) views: BTreeMap<(i64, String), i64>,
    /// By start of the window and rank.
    pub(crate) top: BTreeMap<(i64, i64), (String, i64)>,
    /// By coordinates.
    pub(crate) letters: BTreeMap<String, Letter>,
}

/// A dead letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) stage: String,
    pub(crate) reason: String,
    pub(crate) rule: String,
    pub(crate) payload: Vec<u8>,
}

impl Tables {
    /// Counts by hand: each record in each of its windows.
    pub(crate) fn of(input: &Input) -> Self {
        let mut tables = Self::default();
        for (partition, messages) in input.partitions.iter().enumerate() {
            for (offset, message) in messages.iter().enumerate() {
                let (stage, reason, rule) = match &message.fate {
                    Fate::View { path, second } => {
                        tables.count(path, *second);
                        continue;
                    }
                    Fate::Undecodable => ("views", "undecodable", ""),
                    Fate::Breaks(rule) => (*rule, "rule", *rule),
                };
                let [stage, reason, rule] = [stage, reason, rule].map(str::to_owned);
                let letter = Letter { stage, reason, rule, payload: message.letter.clone() };
                tables.letters.insert(format!("{}/{partition}@{offset}", input.topic), letter);
            }
        }
        tables.rank();
        tables
    }

    fn count(&mut self, path: &str, second: i64) {
        let last = second.div_euclid(EVERY) * EVERY;
        for start in (0..LENGTH / EVERY).map(|n| last - n * EVERY) {
            *self.views.entry((start, path.to_owned())).or_default() += 1;
        }
    }

    fn rank(&mut self) {
        let mut windows = BTreeMap::<i64, Vec<(String, i64)>>::new();
        for ((start, path), views) in &self.views {
            windows.entry(*start).or_default().push((path.clone(), *views));
        }
        for (start, mut pages) in windows {
            // Equal ones stay in the order of their paths.
            pages.sort_by_key(|(_, views)| Reverse(*views));
            self.top.extend((1..).zip(pages.into_iter().take(10)).map(|(rank, page)| ((start, rank), page)));
        }
    }

    /// Without the windows that begin at this second or later, or shortly before.
    pub(crate) fn before(mut self, second: i64) -> Self {
        self.views.retain(|(start, _), _| *start < second - LENGTH);
        self.top.retain(|(start, _), _| *start < second - LENGTH);
        self
    }

    pub(crate) fn windows(&self) -> usize {
        let mut starts: Vec<_> = self.views.keys().map(|(start, _)| start).collect();
        starts.dedup();
        starts.len()
    }
}
