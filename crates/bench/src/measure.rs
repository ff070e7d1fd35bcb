use crate::stage::Stage;
use crate::workload::Workload;
use aqueduct_core::{Error, Result};
use std::hint::black_box;

/// Nanoseconds per record of both sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) ours: f64,
    pub(crate) floor: f64,
}

/// Runs both sides in turn, and takes the best of each: noise only ever adds.
///
/// # Errors
/// What the pipeline or a server says, or `Internal` if the two sides disagree on the outcome.
pub(crate) fn measure(workload: &dyn Workload, stage: &Stage, turns: usize) -> Result<Measured> {
    let mut best = Measured { ours: f64::INFINITY, floor: f64::INFINITY };
    let clock = workload.clock();
    for _ in 0..turns {
        let begin = clock.now();
        let wanted = black_box(workload.floor(stage)?);
        let between = clock.now();
        let got = black_box(workload.ours(stage)?);
        let end = clock.now();
        if got != wanted {
            let error = Error::internal("the pipeline and the loop come to different sums");
            return Err(error.with("pipeline", got).with("loop", wanted));
        }
        best.floor = best.floor.min(between - begin);
        best.ours = best.ours.min(end - between);
    }
    let records = workload.records() as f64;
    Ok(Measured { ours: best.ours / records, floor: best.floor / records })
}
