//! The ten busiest paths of an access log, for every half minute.
//!
//! ```text
//! make quickstart                                       a log that is generated
//! make quickstart ARGS="--log /var/log/nginx/access.log"
//! zcat access.log.*.gz | make quickstart ARGS="--log -"
//! ```
//!
//! Lines are decoded, cleaned, counted per path over 30 seconds every 10 seconds, and ranked. What cannot be
//! used is not lost: it goes to a file, with the reason.

use aqueduct::decode::decode_with;
use aqueduct::prelude::*;
use aqueduct::{Entry, Error, Outcome, Reason, Report, Result};
use aqueduct_examples::access_log::{self, Planted, generate};
use aqueduct_examples::{Arguments, finish, readable, refuse, run_watched, say, thousands};
use serde::Serialize;
use std::fs::{File, OpenOptions, create_dir_all, metadata};
use std::io::{BufWriter, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

const HELP: &str = "\
The ten busiest paths of an access log, for every 30 seconds, every 10 seconds.

  --log FILE          reads this log, in Common or Combined Log Format; `-` is standard input
                      (default: a log that is generated)
  --delay SECONDS     how far lines are out of order (default: 5); what comes later than that and the ten
                      seconds for which a window stays open is a dead letter
  --follow            goes on at the end of the log and waits for more, until Ctrl-C
  --checkpoints DIR   keeps checkpoints there: the next start goes on where this one has stopped
  --out DIR           where dead-letters.jsonl goes, and the generated log (default: target/quickstart)
  --lines N           lines of the generated log (default: 200000)
  --seed N            another generated log (default: 1)
  --help              this";

/// How far lines are out of order if nothing else is said; those of a generated log are never further.
const DELAY: Duration = secs(5);

/// The most that one answer can have sent.
const LARGEST: u64 = 1 << 40;

/// One line of the result.
#[derive(Row, Serialize)]
struct Top {
    rank: u32,
    path: String,
    views: u64,
}

fn assemble(log: ConsoleSource<Text>, delay: Duration, dead_letters: File) -> Pipeline {
    let pipeline = Pipeline::new("quickstart");
    pipeline
        .source("log", log.decode(decode_with(access_log::decode)))
        // What breaks a rule becomes a dead letter with the rule's name.
        .require("has_path", |request| !request.path.is_empty())
        .require("has_status", |request| request.status.is_some_and(|status| (100..600).contains(&status)))
        // What can be put right is put right.
        .repair("tidy_path", access_log::tidy)
        .default("bytes_sent", |request| &mut request.bytes, 0)
        .clamp("bytes_possible", |request| &mut request.bytes, Some(0)..=Some(LARGEST))
        // A server writes a line when its request is over, so lines are out of order, by `delay` at most.
        .event_time(|request| request.at, Watermarks::bounded_delay(delay))
        .key_by_ref(|request| request.path.as_str())
        .window(Sliding::of(secs(30)).every(secs(10)).grace(secs(10)))
        .aggregate("views", count())
        .late_to_dead_letters()
        .top_n("top", 10, |views| *views)
        .map(|top| Top { rank: top.rank, path: top.key, views: top.value })
        .sink("console", ConsoleSink::table());
    pipeline.dead_letters(ConsoleSink::with(readable).to(dead_letters));
    pipeline
}

#[tokio::main]
async fn main() -> ExitCode {
    match Choices::from(Arguments::of_process()) {
        Ok(Some(choices)) => finish("quickstart", run(&choices).await),
        Ok(None) => {
            say(stdout(), HELP);
            ExitCode::SUCCESS
        }
        Err(error) => refuse("quickstart", &error),
    }
}

/// Whether everything adds up.
async fn run(choices: &Choices) -> Result<bool> {
    create_dir_all(&choices.out).map_err(|error| cannot("make the folder", &choices.out, error))?;
    let (log, planted) = choices.log()?;
    let letters = choices.out.join("dead-letters.jsonl");
    let pipeline = assemble(log, choices.delay, choices.letters(&letters)?);
    // One file is read by one subtask anyway, and a single one prints the windows in their order.
    let mut options = Options::new().parallelism(1);
    if let Some(folder) = &choices.checkpoints {
        // A log that has grown since the run before is read on.
        options = options.checkpoints(folder).every(secs(1)).again();
    }
    let report = run_watched(pipeline, options).await?;
    say(stdout(), &format!("\n{report}"));
    let adds_up = add_up(&report, &letters);
    let comparable =
        report.outcome == Outcome::Finished && choices.checkpoints.is_none() && choices.delay == DELAY;
    let as_planted = planted.filter(|_| comparable).is_none_or(|planted| compare(&report, &planted));
    Ok(adds_up && as_planted)
}

/// Each line that was read has to be in a window or among the dead letters, and each dead letter in its file.
fn add_up(report: &Report, letters: &Path) -> bool {
    let of = |step: &str, entry| report.step(step).map_or(0, |step| step.counts[entry]);
    let (read, counted, missed) = (report.read(), of("views", Entry::Kept), of("views", Entry::Missed));
    let (rejected, kept) = (report.rejected(), of("dead-letters", Entry::Kept));
    let adds_up = report.is_balanced() && read == counted + rejected && rejected == kept;
    let sign = if adds_up { "=" } else { "ARE NOT" };
    let [read, counted, kept] = [read, counted, kept].map(thousands);
    say(stdout(), &format!("{read} lines {sign} {counted} counted + {kept} dead letters"));
    if missed > 0 {
        say(stdout(), &format!("{} of the counted came too late for some windows", thousands(missed)));
    }
    if rejected > 0 {
        say(stdout(), &format!("each dead letter is a line of {}", letters.display()));
    }
    adds_up
}

/// Whether the dead letters are those that the generator has planted.
fn compare(report: &Report, planted: &Planted) -> bool {
    let letters = |reason: Reason, rule: &str| {
        let counts = report.dead_letters.iter().filter(|count| count.reason == reason && count.rule == rule);
        counts.map(|count| count.count).sum()
    };
    let kinds = [
        ("lines", planted.lines(), report.read()),
        ("undecodable", planted.undecodable, letters(Reason::Undecodable, "")),
        ("has_path", planted.no_path, letters(Reason::Rule, "has_path")),
        ("has_status", planted.no_status, letters(Reason::Rule, "has_status")),
        ("too far ahead", planted.too_far_ahead, letters(Reason::TooFarAhead, "max_ahead")),
        ("late", planted.late, letters(Reason::Late, "")),
    ];
    let mut as_planted = true;
    for (kind, planted, found) in kinds.into_iter().filter(|(_, planted, found)| planted != found) {
        as_planted = false;
        say(stdout(), &format!("{kind}: the generator HAS PLANTED {planted}, FOUND {found}"));
    }
    if as_planted {
        say(stdout(), "the dead letters are those that the generator has planted");
    }
    as_planted
}

/// What the arguments say.
struct Choices {
    log: Option<String>,
    delay: Duration,
    follow: bool,
    checkpoints: Option<PathBuf>,
    out: PathBuf,
    lines: u64,
    seed: u64,
}

impl Choices {
    /// `None`: help is wanted.
    fn from(mut arguments: Arguments) -> Result<Option<Self>> {
        let out = Path::new("target").join("quickstart");
        let (lines, seed) = (200_000, 1);
        let mut choices =
            Self { log: None, delay: DELAY, follow: false, checkpoints: None, out, lines, seed };
        while let Some(name) = arguments.next()? {
            match name.as_str() {
                "--log" => choices.log = Some(arguments.value()?),
                "--delay" => choices.delay = secs(arguments.number()?),
                "--follow" => choices.follow = true,
                "--checkpoints" => choices.checkpoints = Some(arguments.value()?.into()),
                "--out" => choices.out = arguments.value()?.into(),
                "--lines" => choices.lines = arguments.number()?,
                "--seed" => choices.seed = arguments.number()?,
                "--help" | "-h" => return Ok(None),
                _ => return Err(arguments.unknown()),
            }
        }
        let is_file = choices.log.as_deref().is_some_and(|log| log != "-");
        if choices.follow && !is_file {
            return Err(Error::config("--follow needs --log with a file"));
        }
        if choices.checkpoints.is_some() && choices.log.as_deref() == Some("-") {
            return Err(Error::config("--checkpoints needs a file: standard input cannot be read again"));
        }
        Ok(Some(choices))
    }

    /// The log to read. A generated one knows what it holds.
    fn log(&self) -> Result<(ConsoleSource<Text>, Option<Planted>)> {
        let log = match self.log.as_deref() {
            None => {
                let (path, planted) = self.generate()?;
                return Ok((ConsoleSource::file(path), Some(planted)));
            }
            Some("-") => ConsoleSource::stdin(),
            // Such as <(zcat access.log.1.gz): it can be read once, from its beginning.
            Some(pipe) if metadata(pipe).is_ok_and(|of| !of.is_file() && !of.is_dir()) => {
                let open =
                    File::open(pipe).map_err(|error| cannot("read the log", Path::new(pipe), error))?;
                ConsoleSource::reading(pipe, open)
            }
            Some(file) => ConsoleSource::file(file),
        };
        Ok((if self.follow { log.follow() } else { log }, None))
    }

    fn generate(&self) -> Result<(PathBuf, Planted)> {
        let path = self.out.join("access.log");
        let planted =
            File::create(&path).and_then(|log| generate(self.lines, self.seed, BufWriter::new(log)));
        let planted = planted.map_err(|error| cannot("write the log", &path, error))?;
        say(stderr(), &format!("{} lines are in {}", thousands(self.lines), path.display()));
        Ok((path, planted))
    }

    /// A run that goes on adds to the file.
    fn letters(&self, path: &Path) -> Result<File> {
        let mut options = OpenOptions::new();
        match self.checkpoints {
            Some(_) => options.append(true).create(true),
            None => options.write(true).create(true).truncate(true),
        };
        options.open(path).map_err(|error| cannot("write the dead letters", path, error))
    }
}

fn cannot(what: &str, path: &Path, error: std::io::Error) -> Error {
    Error::config(format!("cannot {what}")).with("path", path.display()).because(error)
}
