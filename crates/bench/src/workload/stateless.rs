use super::{Scale, Workload};
use crate::generated::Generated;
use crate::numbers::{Numbers, mix};
use crate::reach::Reach;
use crate::stage::Stage;
use crate::summing::Summing;
use aqueduct_core::{EventTime, Record, Result};
use aqueduct_engine::Pipeline;
use aqueduct_transform::{Filter, Map};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Map, filter, map over numbers: what the engine itself costs.
pub(crate) struct Stateless {
    records: u64,
}

impl Stateless {
    pub(crate) fn new(scale: Scale) -> Self {
        Self { records: scale.of(40_000_000) }
    }
}

fn fold(n: u64) -> u64 {
    n ^ (n >> 7)
}

fn is_wanted(n: &u64) -> bool {
    n & 3 != 0
}

fn spread(n: u64) -> u64 {
    n.wrapping_mul(31)
}

impl Workload for Stateless {
    fn records(&self) -> u64 {
        self.records
    }

    fn reach(&self) -> Reach {
        Reach::Over(10.0)
    }

    fn ours(&self, stage: &Stage) -> Result<u64> {
        let sum = Arc::new(AtomicU64::new(0));
        let fill = |into: &mut Vec<Record<u64>>, numbers: Numbers| {
            into.extend(numbers.map(|n| Record::new(mix(n), EventTime::from_micros(n as i64))));
        };
        let pipeline = Pipeline::new("stateless");
        pipeline
            .source("numbers", Generated::new(self.records, 1, size_of::<u64>(), fill))
            .map(fold)
            .filter(is_wanted)
            .map(spread)
            .sink("sum", Summing::new(&sum, |row: &Record<u64>| row.value));
        stage.run(pipeline, 1)?;
        Ok(sum.load(Relaxed))
    }

    fn floor(&self, _: &Stage) -> Result<u64> {
        Ok((0..self.records).map(mix).map(fold).filter(is_wanted).map(spread).fold(0, u64::wrapping_add))
    }
}
