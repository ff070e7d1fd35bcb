//! The plainest way to count: every window has all of its records.

use crate::tables::Table;
use aqueduct::EventTime;
use aqueduct::decode::Message;
use aqueduct_examples::access_log::{decode, tidy};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Windows of 30 seconds, every 10, by their end. All times here are whole seconds.
#[derive(Default)]
pub(crate) struct Windows(BTreeMap<i64, BTreeMap<String, u64>>);

impl Windows {
    /// Counts in all windows that end after `fired`; whether there were some.
    pub(crate) fn count(&mut self, key: &str, at: i64, fired: i64) -> bool {
        let first = at.div_euclid(10) * 10 + 10;
        let open = [first, first + 10, first + 20].into_iter().filter(|end| *end > fired);
        let ends: Vec<_> = open.collect();
        for end in &ends {
            *self.0.entry(*end).or_default().entry(key.to_owned()).or_default() += 1;
        }
        !ends.is_empty()
    }

    /// The ten highest counts of each; equal ones by key.
    pub(crate) fn top_10(self) -> Vec<Table> {
        let top = |counts: BTreeMap<String, u64>| {
            let mut rows: Vec<_> = counts.into_iter().collect();
            rows.sort_by_key(|(_, count)| Reverse(*count));
            rows.truncate(10);
            rows
        };
        self.0.into_iter().map(|(end, counts)| (EventTime::from_secs(end).to_string(), top(counts))).collect()
    }
}

/// What the quickstart is to print for a log; lines are out of order by `delay` seconds. Partitions take
/// turns, and each line is judged by the earlier ones of its own.
pub(crate) fn top_10(log: &[u8], partitions: usize, delay: i64) -> Vec<Table> {
    let (mut windows, mut highest) = (Windows::default(), vec![i64::MIN / 2; partitions]);
    for (nth, line) in log.split(|byte| *byte == b'\n').enumerate() {
        let highest = &mut highest[nth % partitions];
        let Ok(Some(mut request)) = decode(&Message::of(line)) else { continue };
        let at = request.at.micros() / 1_000_000;
        let known = request.status.is_some_and(|status| (100..600).contains(&status));
        // After the year 2100 is too far ahead.
        if request.path.is_empty() || !known || at > 4_102_444_800 {
            continue;
        }
        tidy(&mut request);
        let grace = 10;
        windows.count(&request.path, at, *highest - delay - grace);
        *highest = at.max(*highest);
    }
    windows.top_10()
}
