//! The rudest caller there is: it drops every `fetch` after one poll. No runtime is needed, and the
//! same happens on every machine.

use crate::world::{At, World};
use aqueduct_core::{ErrorKind, Fetch, PerSplit, Result, SourceReader, SplitId};
use futures_util::FutureExt;
use std::collections::HashMap;

pub(crate) fn add(reader: &mut PerSplit<World>, splits: Vec<At>) {
    reader.add(splits).now_or_never().expect("adding waits for nothing").unwrap();
}

pub(crate) fn acknowledge(reader: &mut PerSplit<World>, upto: &[At]) -> Result<()> {
    reader.acknowledge(upto).now_or_never().expect("the toys acknowledge at once")
}

/// Calls `fetch` this often, polls it once each and drops it: as if a barrier came every time.
pub(crate) fn glance(reader: &mut PerSplit<World>, times: usize) -> Seen {
    let glances = (0..times).filter_map(|_| reader.fetch().now_or_never());
    glances.fold(Seen::default(), |mut seen, fetch| {
        match fetch.unwrap() {
            Fetch::Batch { records, resume, .. } => {
                let numbers = seen.numbers.entry(resume.name.clone()).or_default();
                numbers.extend(records.iter().map(|record| record.value));
                assert_eq!(numbers.last().map(|n| n + 1), Some(resume.next));
            }
            Fetch::Failed(split, error) => seen.failed.push((split, error.kind())),
            Fetch::End(split) => seen.ended.push(split),
            idle @ Fetch::Idle(_) => panic!("no toy is ever {idle:?}"),
        }
        seen
    })
}

#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) numbers: HashMap<String, Vec<u64>>,
    pub(crate) failed: Vec<(SplitId, ErrorKind)>,
    pub(crate) ended: Vec<SplitId>,
}

impl Seen {
    pub(crate) fn of(&self, name: &str) -> &[u64] {
        self.numbers.get(name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.numbers.is_empty() && self.failed.is_empty() && self.ended.is_empty()
    }
}

/// Asserts that `parts` continue one another from 0, without a gap and without a repetition.
pub(crate) fn whole(parts: &[&[u64]]) {
    let numbers = parts.concat();
    assert!(numbers.iter().copied().eq(0..numbers.len() as u64), "{numbers:?}");
}
