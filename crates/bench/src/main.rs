//! What Aqueduct costs per record, next to hand-written loops that do the same work.
//!
//! `cargo run --release -p aqueduct-bench -- [--quick] [NAME..]` runs all workloads, or those named. Each
//! is run by the pipeline and by the loop in turn, five times in one process; what counts is the least CPU
//! time of each, or where a server does the work the least time on the wall. `--quick` takes smaller inputs and two turns: good for a first look only.
//!
//! It prints a table and writes `bench.json` into the target folder. A reach that is missed is marked
//! there and does not change the exit code: these are numbers, not a gate.
//!
//! Checkpoints are on, at the default interval of ten seconds and in memory. A run is shorter than that,
//! so it has the one at its start and the one at its end.

mod arguments;
mod bid;
mod clock;
mod counts;
mod generated;
mod lane;
mod measure;
mod numbers;
mod reach;
mod row;
mod stage;
mod summing;
mod text;
mod workload;

use arguments::Arguments;
use row::Row;
use stage::Stage;
use std::process::ExitCode;

/// Both sides allocate with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> aqueduct_core::Result<()> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let stage = Stage::new()?;
    let mut rows = Vec::new();
    println!("{}", row::TITLES);
    for (name, make) in arguments.chosen() {
        let Some(workload) = make(arguments.scale(), &stage)? else { continue };
        let row = Row::new(name, &*workload, measure::measure(&*workload, &stage, arguments.turns())?);
        println!("{row}");
        rows.push(row);
    }
    let path = row::write(&rows)?;
    println!("written to {}", path.display());
    Ok(())
}
