//! The ten busiest paths of an access log, for every half minute.
//!
//! ```text
//! make quickstart                                       a log that is generated, in a Kafka broker in this process
//! make quickstart ARGS="--log /var/log/nginx/access.log"
//! zcat access.log.*.gz | make quickstart ARGS="--log -"
//! make quickstart FEATURES=postgres ARGS="--kafka HOST:PORT --postgres URL"
//! ```
//!
//! Lines are decoded, cleaned, counted per path over 30 seconds every 10 seconds, and ranked. The result is
//! printed, and written to a table. What cannot be used is not lost: it is in another table, with the reason.

use aqueduct::connector::Source;
use aqueduct::decode::decode_with;
use aqueduct::prelude::*;
use aqueduct::{Outcome, Result, Shared};
use aqueduct_examples::access_log::{self, Planted, Request};
use aqueduct_examples::quickstart::{Choices, add_up, as_planted, generated, opened, published};
use aqueduct_examples::{Arguments, finish, refuse, run_watched, say};
use serde::Serialize;
use std::io::stdout;
use std::process::ExitCode;
use std::time::Duration;

const HELP: &str = "\
The ten busiest paths of an access log, for every 30 seconds, every 10 seconds.

What is read
  (nothing)         a log that is generated, from a Kafka broker in this process
  --log FILE        this log, in Common or Combined Log Format; `-` is standard input
  --kafka BROKERS   a topic of these brokers, HOST:PORT,..: one line in each message. If the topic is not
                    there it is made, with six partitions, and the generated log is published to it; if it is
                    there, it is read as it is, to its present end
  --topic NAME      the topic (default: access-log)
  --lines N         lines of the generated log (default: 200000)
  --seed N          another generated log (default: 1)

Where results go
  --out DIR         the folder of quickstart.db, an SQLite file (default: target/quickstart); it is made anew,
                    unless there are --checkpoints
  --postgres URL    a PostgreSQL database instead; needs the feature `postgres`. The tables top_pages and
                    dead_letters are made if they are not there; rows of earlier runs stay

How
  --delay SECONDS   how far lines are out of order (default: 5); what comes later than that and the ten
                    seconds for which a window stays open is a dead letter
  --follow          goes on at the end of the log and waits for more, until Ctrl-C
  --checkpoints DIR keeps checkpoints there: the next start goes on where this one has stopped
  --help            this";

/// The most that one answer can have sent.
const LARGEST: u64 = 1 << 40;

/// A row of the table.
#[derive(Clone, Row, Serialize)]
struct TopPage {
    #[row(flatten)]
    window: Window,
    rank: u32,
    path: String,
    views: u64,
}

/// A line on the console, under the window's end.
#[derive(Row, Serialize)]
struct Line {
    rank: u32,
    path: String,
    views: u64,
}

/// The same for every source of lines.
fn top_pages(pipeline: &Pipeline, log: impl Source<Item = Request>, delay: Duration) -> Shared<TopPage> {
    pipeline
        .source("log", log)
        // What breaks a rule becomes a dead letter with the rule's name.
        .require("has_path", |request| !request.path.is_empty())
        .require("has_status", |request| request.status.is_some_and(|status| (100..600).contains(&status)))
        // What can be put right is put right.
        .repair("tidy_path", access_log::tidy)
        .default("bytes_sent", |request| &mut request.bytes, 0)
        .clamp("bytes_possible", |request| &mut request.bytes, Some(0)..=Some(LARGEST))
        // A server writes a line when its request is over, so lines are out of order, by `delay` at most. Each
        // partition has a watermark of its own: that one is read ahead of the others makes nothing late.
        .event_time(|request| request.at, Watermarks::bounded_delay(delay))
        .key_by_ref(|request| request.path.as_str())
        .window(Sliding::of(secs(30)).every(secs(10)).grace(secs(10)))
        .aggregate("views", count())
        .late_to_dead_letters()
        .top_n("top", 10, |views| *views)
        .map(|top| TopPage { window: top.window, rank: top.rank, path: top.key, views: top.value })
        .share()
}

/// Prints each window, and writes it to a table.
fn assemble(log: impl Source<Item = Request>, choices: &Choices) -> Result<Pipeline> {
    let pipeline = Pipeline::new("quickstart");
    let top = top_pages(&pipeline, log, choices.delay);
    let lines = top.stream().map(|top| Line { rank: top.rank, path: top.path, views: top.views });
    lines.sink("console", ConsoleSink::table());
    match &choices.postgres {
        None => to_sqlite(&pipeline, &top, choices)?,
        Some(url) => to_postgres(&pipeline, &top, url)?,
    }
    Ok(pipeline)
}

fn to_sqlite(pipeline: &Pipeline, top: &Shared<TopPage>, choices: &Choices) -> Result<()> {
    let file = choices.sqlite_file()?;
    let table = |name: &str| SqliteSink::builder(file.to_string_lossy(), name).create_table(true);
    // A window that is counted again after a crash replaces its own rows.
    let pages = table("top_pages").upsert_on(["window_start", "rank"]).build()?;
    top.stream().sink("top_pages", pages);
    pipeline.dead_letters(table("dead_letters").dead_letters().build()?);
    Ok(())
}

#[cfg(feature = "postgres")]
fn to_postgres(pipeline: &Pipeline, top: &Shared<TopPage>, url: &str) -> Result<()> {
    let table = |name: &str| PostgresSink::builder(url, name).create_table(true);
    let pages = table("top_pages").upsert_on(["window_start", "rank"]).build()?;
    top.stream().sink("top_pages", pages);
    pipeline.dead_letters(table("dead_letters").dead_letters().build()?);
    Ok(())
}

/// `Choices` have refused it.
#[cfg(not(feature = "postgres"))]
fn to_postgres(_: &Pipeline, _: &Shared<TopPage>, _: &str) -> Result<()> {
    Ok(())
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
    let decoder = decode_with(access_log::decode);
    if let Some(log) = &choices.log {
        let pipeline = assemble(opened(choices, log)?.decode(decoder), choices)?;
        return run_to_end(pipeline, choices, None).await;
    }
    let (brokers, embedded, planted) = match &choices.kafka {
        Some(brokers) => (brokers.clone(), None, published(choices, brokers).await?),
        None => {
            let (broker, planted) = generated(choices)?;
            (broker.brokers(), Some(broker), Some(planted))
        }
    };
    let topic = KafkaSource::builder(brokers, [&choices.topic]);
    // Without an end it waits for more.
    let topic = if choices.follow { topic } else { topic.bounded() };
    let pipeline = assemble(topic.decode(decoder).build()?, choices)?;
    let ended = run_to_end(pipeline, choices, planted).await;
    // Until here there was a broker to read from.
    drop(embedded);
    ended
}

async fn run_to_end(pipeline: Pipeline, choices: &Choices, planted: Option<Planted>) -> Result<bool> {
    // A single subtask prints the windows in their order.
    let mut options = Options::new().parallelism(1);
    if let Some(folder) = &choices.checkpoints {
        // A log that has grown since the run before is read on.
        options = options.checkpoints(folder).every(secs(1)).again();
    }
    let report = run_watched(pipeline, options).await?;
    say(stdout(), &format!("\n{report}"));
    let adds_up = add_up(&report);
    let comparable = report.outcome == Outcome::Finished && choices.waits_as_planted();
    let good = planted.filter(|_| comparable).is_none_or(|planted| as_planted(&report, &planted));
    say(stdout(), &where_to_look(choices));
    Ok(adds_up && good)
}

fn where_to_look(choices: &Choices) -> String {
    let pages = "SELECT window_end, path, views FROM top_pages WHERE rank = 1 ORDER BY window_end";
    let letters = "SELECT reason, rule, count(*) FROM dead_letters GROUP BY reason, rule";
    if choices.postgres.is_some() {
        return format!(
            "the tables top_pages and dead_letters are in PostgreSQL; try:\n  {pages};\n  {letters};"
        );
    }
    let file = choices.out.join("quickstart.db");
    let file = file.display();
    format!(
        "the tables top_pages and dead_letters are in {file}; try:\n  sqlite3 {file} \"{pages}\"\n  sqlite3 {file} \"{letters}\""
    )
}
