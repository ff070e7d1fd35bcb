use super::{Scale, Workload};
use crate::bid::{Bid, fill};
use crate::counts::{Counts, mark};
use crate::generated::Generated;
use crate::numbers::Numbers;
use crate::reach::Reach;
use crate::stage::Stage;
use crate::summing::Summing;
use aqueduct_core::{Record, Result, WindowResult};
use aqueduct_engine::Pipeline;
use aqueduct_transform::KeyBy;
use aqueduct_window::{Shape, Sliding, Tumbling, Whole, Windowing, count};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Bids counted by auction in windows, by two subtasks.
pub(crate) struct Windows {
    records: u64,
    auctions: u64,
    form: Form,
    reach: f64,
}

/// Lengths are in microseconds, of which each has one record.
#[derive(Clone, Copy)]
enum Form {
    Whole,
    Sliding { size: u64, every: u64 },
}

const SUBTASKS: usize = 2;
const SECOND: u64 = 1_000_000;

/// Bids in a block of the loop: measured best among 64, 256 and 1,024.
const BLOCK: u64 = 256;

impl Windows {
    /// One window over the whole input: what it takes to bring keys together.
    pub(crate) fn fold(scale: Scale) -> Self {
        Self { records: scale.of(20_000_000), auctions: 100_000, form: Form::Whole, reach: 0.4 }
    }

    /// Windows of a million records each.
    pub(crate) fn tumbling(scale: Scale, auctions: u64) -> Self {
        let form = Form::Sliding { size: SECOND, every: SECOND };
        Self { records: scale.of(16_000_000), auctions, form, reach: 0.35 }
    }

    /// Windows of a million records each, of which every record is in so many.
    pub(crate) fn sliding(scale: Scale, overlap: u64) -> Self {
        let form = Form::Sliding { size: SECOND, every: SECOND / overlap };
        Self { records: scale.of(16_000_000), auctions: 10_000, form, reach: 0.4 }
    }

    fn shape(&self) -> Shape {
        match self.form {
            Form::Whole => Whole.into(),
            Form::Sliding { size, every } if size == every => {
                Tumbling::of(Duration::from_micros(size)).into()
            }
            Form::Sliding { size, every } => {
                Sliding::of(Duration::from_micros(size)).every(Duration::from_micros(every)).into()
            }
        }
    }
}

impl Workload for Windows {
    fn records(&self) -> u64 {
        self.records
    }

    fn reach(&self) -> Reach {
        Reach::Ratio(self.reach)
    }

    fn ours(&self, stage: &Stage) -> Result<u64> {
        let sum = Arc::new(AtomicU64::new(0));
        let auctions = self.auctions;
        let make = move |into: &mut Vec<Record<Bid>>, numbers: Numbers| fill(auctions, into, numbers);
        let source = Generated::new(self.records, SUBTASKS, size_of::<Bid>(), make);
        let pipeline = Pipeline::new("windows");
        pipeline
            .source("bids", source)
            .key_by(|bid| bid.auction)
            .window(self.shape())
            .aggregate("bids-per-auction", count())
            .ignore_late()
            .sink("sum", Summing::new(&sum, marked));
        stage.run(pipeline, SUBTASKS)?;
        Ok(sum.load(Relaxed))
    }

    fn floor(&self, _: &Stage) -> Result<u64> {
        let counts = match self.form {
            Form::Whole => Counts::whole(),
            Form::Sliding { size, every } => Counts::windows(size as i64, every as i64),
        };
        Ok(count_bids(counts, self.auctions, self.records))
    }
}

fn marked(row: &Record<WindowResult<u64, u64>>) -> u64 {
    let WindowResult { window, key, value } = &row.value;
    mark(window.start.micros(), *key, *value)
}

/// Makes the bids in blocks: one by one between the lookups, they take up the registers that the lookups
/// need, and all of it takes up to three times as long.
fn count_bids(mut counts: Counts, auctions: u64, records: u64) -> u64 {
    let mut block = Vec::with_capacity(BLOCK as usize);
    for from in (0..records).step_by(BLOCK as usize) {
        block.clear();
        fill(auctions, &mut block, (from..records.min(from + BLOCK)).step_by(1));
        for Record { value, time } in black_box(&block) {
            counts.add(time.micros(), value.auction);
        }
    }
    counts.finish()
}
