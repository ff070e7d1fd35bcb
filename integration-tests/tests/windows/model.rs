//! What the windows should be, by brute force.

use crate::input::{Input, Item, What};
use std::collections::BTreeMap;

/// Results by window start and key, and the late records in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) results: BTreeMap<(i64, i64, u64), i64>,
    pub(crate) late: Vec<Item>,
}

/// A record counts in every window that holds it and has not fired, as judged by the highest earlier time
/// of its split less the delay; it is late when there is none.
pub(crate) fn expected(input: &Input) -> Outcome {
    let mut outcome = Outcome::default();
    for split in &input.splits {
        let mut high = i64::MIN;
        for item in split {
            let judge = high.saturating_sub(input.delay);
            let open: Vec<_> =
                windows(input, item.at).into_iter().filter(|(_, end)| end + input.grace > judge).collect();
            // With gaps between windows a record may belong to none; then it is not late either.
            if open.is_empty() && !windows(input, item.at).is_empty() {
                outcome.late.push(*item);
            }
            for (start, end) in open {
                let total = outcome.results.get(&(start, end, item.key)).copied();
                outcome.results.insert((start, end, item.key), add(input.what, total, item.value));
            }
            high = high.max(item.at);
        }
    }
    outcome.late.sort();
    outcome
}

fn add(what: What, total: Option<i64>, value: i64) -> i64 {
    match (what, total) {
        (What::Count, total) => total.unwrap_or(0) + 1,
        (_, None) => value,
        (What::Sum | What::Inverse, Some(total)) => total + value,
        (What::Max, Some(total)) => total.max(value),
    }
}

/// All windows that hold this time, by start and end.
fn windows(input: &Input, at: i64) -> Vec<(i64, i64)> {
    let Input { size, every, offset, .. } = *input;
    let last = (at - offset).div_euclid(every) * every + offset;
    (0..)
        .map(|k| last - k * every)
        .take_while(|start| start + size > at)
        .map(|start| (start, start + size))
        .collect()
}
