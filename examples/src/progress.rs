use crate::{say, thousands};
use aqueduct::{EventTime, Handle, Options, Pipeline, Progress, Report, Result};
use std::convert::Infallible;
use std::future::pending;
use std::io::Write;
use std::time::Duration;
use tokio::time::{Instant, interval_at};

/// Runs a pipeline, and shows on standard error what it has done so far: once a second, and at the end.
///
/// # Errors
/// Those of [`Pipeline::run`].
pub async fn run_watched(pipeline: Pipeline, options: Options) -> Result<Report> {
    let handle = pipeline.handle();
    let report = tokio::select! {
        report = pipeline.run(options) => report?,
        never = watch(&handle) => match never {},
    };
    say(std::io::stderr(), &line(&handle.progress()));
    Ok(report)
}

async fn watch(handle: &Handle) -> Infallible {
    // Shortly after the run itself has looked.
    let first = Instant::now() + Duration::from_millis(1_100);
    let mut every = interval_at(first, Duration::from_secs(1));
    loop {
        every.tick().await;
        if writeln!(std::io::stderr(), "{}", line(&handle.progress())).is_err() {
            // Nobody looks any more.
            return pending().await;
        }
    }
}

fn line(progress: &Progress) -> String {
    let (read, rejected) = (thousands(progress.read()), thousands(progress.rejected()));
    let seconds = progress.elapsed.as_secs_f32();
    let at = match progress.watermarks.iter().map(|(_, watermark)| *watermark).min() {
        None | Some(EventTime::MIN) => String::new(),
        Some(EventTime::MAX) => ", at the end".to_owned(),
        Some(at) => format!(", at {at}"),
    };
    format!("{seconds:6.1} s  {read:>12} read, {rejected} dead letters{at}")
}
