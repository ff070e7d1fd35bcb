//! Views per page, counted from Kafka into PostgreSQL: a service that runs until it is stopped, and goes on
//! where it stopped, however that was.
//!
//! ```text
//! cargo run --release -p aqueduct-examples --example page_views --features postgres -- \
//!     --kafka HOST:PORT --postgres postgres://USER@HOST/DATABASE --checkpoints DIR
//! ```
//!
//! Records are JSON: `{"path": "/", "at": "2026-01-01T00:00:00Z", "status": 200, "id": 1}`. What is no such
//! record, or breaks a rule, is a row of the table of dead letters.

use aqueduct::prelude::*;
use aqueduct::{Error, Result};
use aqueduct_examples::{Arguments, finish, refuse, run_watched, say};
use serde::{Deserialize, Serialize};
use std::io::stdout;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

const HELP: &str = "\
Views per page over 30 seconds, every 10 seconds, from Kafka into PostgreSQL.

  --kafka BROKERS    HOST:PORT,.. of some brokers
  --topic NAME       the topic (default: page-views); partitions may be added while it is read
  --postgres URL     postgres://USER:PASSWORD@HOST:PORT/DATABASE. The tables page_views, top_pages and
                     dead_letters are made if they are not there
  --checkpoints DIR  where to keep the position and the open windows
  --every MILLIS     the time between two checkpoints (default: 1000)
  --until-end        ends at the present end of the topic, and fires all windows
                     (default: runs until SIGTERM or Ctrl-C; open windows wait for the next start)
  --help             this";

/// How far records are out of order within a partition.
const DELAY: Duration = secs(10);

/// How soon a new partition is found. Its records are late if the others are by then far ahead of them.
const DISCOVERY: Duration = secs(2);

/// What is read.
#[derive(Serialize, Deserialize)]
struct View {
    path: String,
    at: EventTime,
    status: u16,
    /// Nothing is counted by it. A dead letter shows it.
    id: u64,
}

/// A row of `page_views`.
#[derive(Row, Serialize)]
struct Views {
    #[row(flatten)]
    window: Window,
    path: String,
    views: u64,
}

/// A row of `top_pages`.
#[derive(Row, Serialize)]
struct TopPage {
    #[row(flatten)]
    window: Window,
    rank: u32,
    path: String,
    views: u64,
}

fn assemble(choices: &Choices) -> Result<Pipeline> {
    let topic = KafkaSource::builder(&choices.kafka, [&choices.topic]);
    let topic = if choices.until_end { topic.bounded() } else { topic };
    let table = |name: &str| PostgresSink::builder(choices.postgres.as_str(), name).create_table(true);
    // A window that is counted again after a crash replaces its own rows. The version keeps a process that is
    // believed dead and wakes up from replacing newer ones.
    let keyed = |name: &str, key: [&str; 2]| table(name).upsert_on(key).version_column("version");

    let pipeline = Pipeline::new("page-views");
    let views = pipeline
        .source("views", topic.decode(Json::<View>::new()).build()?)
        .require("path_given", |view| view.path.starts_with('/'))
        .require("status_known", |view| (100..600).contains(&view.status))
        .event_time(|view| view.at, Watermarks::bounded_delay(DELAY))
        .key_by_ref(|view| view.path.as_str())
        .window(Sliding::of(secs(30)).every(secs(10)).grace(secs(10)))
        .aggregate("count", count())
        .late_to_dead_letters()
        .share();
    views
        .stream()
        .map(|counted| Views { window: counted.window, path: counted.key, views: counted.value })
        .sink("page_views", keyed("page_views", ["window_start", "path"]).build()?);
    views
        .stream()
        .top_n("top", 10, |views| *views)
        .map(|top| TopPage { window: top.window, rank: top.rank, path: top.key, views: top.value })
        .sink("top_pages", keyed("top_pages", ["window_start", "rank"]).build()?);
    pipeline.dead_letters(table("dead_letters").dead_letters().build()?);
    Ok(pipeline)
}

#[tokio::main]
async fn main() -> ExitCode {
    match Choices::from(Arguments::of_process()) {
        Ok(Some(choices)) => finish("page_views", run(&choices).await),
        Ok(None) => {
            say(stdout(), HELP);
            ExitCode::SUCCESS
        }
        Err(error) => refuse("page_views", &error),
    }
}

/// Whether everything adds up.
async fn run(choices: &Choices) -> Result<bool> {
    let pipeline = assemble(choices)?;
    say(stdout(), &pipeline.explain().to_string());
    let options = Options::new().checkpoints(&choices.checkpoints).every(choices.every);
    // A topic that was read to its end may have grown since.
    let report = run_watched(pipeline, options.discover_every(DISCOVERY).again()).await?;
    say(stdout(), &format!("\n{report}"));
    Ok(report.is_balanced())
}

struct Choices {
    kafka: String,
    topic: String,
    postgres: String,
    checkpoints: PathBuf,
    every: Duration,
    until_end: bool,
}

impl Choices {
    /// `None`: help is wanted.
    fn from(mut arguments: Arguments) -> Result<Option<Self>> {
        let (mut kafka, mut postgres, mut checkpoints) = (None, None, None);
        let (mut topic, mut every, mut until_end) = ("page-views".to_owned(), secs(1), false);
        while let Some(name) = arguments.next()? {
            match name.as_str() {
                "--kafka" => kafka = Some(arguments.value()?),
                "--topic" => topic = arguments.value()?,
                "--postgres" => postgres = Some(arguments.value()?),
                "--checkpoints" => checkpoints = Some(arguments.value()?),
                "--every" => every = millis(arguments.number()?),
                "--until-end" => until_end = true,
                "--help" | "-h" => return Ok(None),
                _ => return Err(arguments.unknown()),
            }
        }
        let needed = |value: Option<String>, name: &str| {
            value.ok_or_else(|| Error::config(format!("{name} is missing; --help tells what it is")))
        };
        Ok(Some(Self {
            kafka: needed(kafka, "--kafka")?,
            topic,
            postgres: needed(postgres, "--postgres")?,
            checkpoints: needed(checkpoints, "--checkpoints")?.into(),
            every,
            until_end,
        }))
    }
}
