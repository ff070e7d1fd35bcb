//! The workloads: one file each, with the pipeline and the loop next to each other.

mod json_chain;
#[cfg(feature = "servers")]
mod kafka_source;
#[cfg(feature = "servers")]
mod postgres_upsert;
mod stateless;
mod windows;
mod word_count;

use crate::clock::Clock;
use crate::reach::Reach;
use crate::stage::Stage;
use aqueduct_core::Result;

/// The same work, done by a pipeline and by a loop. Both make their records themselves.
pub(crate) trait Workload {
    /// How many records there are.
    fn records(&self) -> u64;

    /// What the pipeline should come to.
    fn reach(&self) -> Reach;

    /// What is measured. Default: CPU time.
    fn clock(&self) -> Clock {
        Clock::Cpu
    }

    /// Runs the pipeline; a sum over what came out.
    ///
    /// # Errors
    /// Whatever the run says.
    fn ours(&self, stage: &Stage) -> Result<u64>;

    /// Runs the loop; the same sum.
    ///
    /// # Errors
    /// What a server says.
    fn floor(&self, stage: &Stage) -> Result<u64>;
}

/// How large an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Large enough for a figure.
    Full,
    /// A tenth.
    Quick,
}

impl Scale {
    /// This many records at full scale.
    pub(crate) fn of(self, full: u64) -> u64 {
        match self {
            Self::Full => full,
            Self::Quick => full / 10,
        }
    }
}

/// A workload, or `None` where there is no server for it.
type Made = Result<Option<Box<dyn Workload>>>;

/// A workload's name, and what makes it.
pub(crate) type Entry = (&'static str, fn(Scale, &Stage) -> Made);

fn made(workload: impl Workload + 'static) -> Made {
    Ok(Some(Box::new(workload)))
}

/// All of them.
pub(crate) const ALL: &[Entry] = &[
    ("stateless", |scale, _| made(stateless::Stateless::new(scale))),
    ("json_chain", |scale, _| made(json_chain::JsonChain::new(scale))),
    ("word_count", |scale, _| made(word_count::WordCount::new(scale))),
    ("shuffle_fold", |scale, _| made(windows::Windows::fold(scale))),
    ("tumbling_10k", |scale, _| made(windows::Windows::tumbling(scale, 10_000))),
    ("tumbling_1m", |scale, _| made(windows::Windows::tumbling(scale, 1_000_000))),
    ("sliding_10", |scale, _| made(windows::Windows::sliding(scale, 10))),
    ("sliding_100", |scale, _| made(windows::Windows::sliding(scale, 100))),
    #[cfg(feature = "servers")]
    ("kafka_source", kafka_source::FromKafka::make),
    #[cfg(feature = "servers")]
    ("postgres_upsert", postgres_upsert::ToPostgres::make),
];
