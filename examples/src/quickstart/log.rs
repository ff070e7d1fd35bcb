use super::Choices;
use crate::access_log::{Planted, generate};
use crate::kafka::{Embedded, Feed, create_topic};
use crate::{say, thousands};
use aqueduct::console::ConsoleSource;
use aqueduct::decode::Text;
use aqueduct::{Error, ErrorKind, Result};
use std::fs::{File, metadata};
use std::io::stderr;
use std::path::Path;

/// Partitions of a topic that is made.
const PARTITIONS: i32 = 6;

/// How many lines the embedded broker keeps of a partition for sure: each takes some 40 bytes when it is sent.
const KEPT: u64 = 50_000;

/// A broker in this process, and a generated log in its topic.
///
/// # Errors
/// `Internal` when the broker does not work.
pub fn generated(choices: &Choices) -> Result<(Embedded, Planted)> {
    let broker = Embedded::start()?;
    let partitions = i32::try_from(choices.lines.div_ceil(KEPT)).unwrap_or(i32::MAX).max(PARTITIONS);
    broker.create_topic(&choices.topic, partitions)?;
    let planted = feed(choices, &broker.brokers(), partitions)?;
    say(stderr(), "the broker is in this process, and ends with it");
    Ok((broker, planted))
}

/// A topic of real brokers. A generated log is published if the topic is not there yet; otherwise nobody
/// knows what it holds.
///
/// # Errors
/// `Unavailable` when the brokers do not answer, `Config` when they do not make the topic.
pub async fn published(choices: &Choices, brokers: &str) -> Result<Option<Planted>> {
    if create_topic(brokers, &choices.topic, PARTITIONS).await? {
        return feed(choices, brokers, PARTITIONS).map(Some);
    }
    say(stderr(), &format!("the topic {} is there, and is read as it is", choices.topic));
    Ok(None)
}

/// The file or the standard input that `--log` names.
///
/// # Errors
/// `Config` with the path, when it is a pipe that cannot be opened.
pub fn opened(choices: &Choices, log: &str) -> Result<ConsoleSource<Text>> {
    let source = match log {
        "-" => ConsoleSource::stdin(),
        // Such as <(zcat access.log.1.gz): it can be read once, from its beginning.
        pipe if metadata(pipe).is_ok_and(|of| !of.is_file() && !of.is_dir()) => {
            let cannot = |error| Error::config("cannot read the log").with("path", pipe).because(error);
            ConsoleSource::reading(pipe, File::open(Path::new(pipe)).map_err(cannot)?)
        }
        file => ConsoleSource::file(file),
    };
    Ok(if choices.follow { source.follow() } else { source })
}

fn feed(choices: &Choices, brokers: &str, partitions: i32) -> Result<Planted> {
    let Choices { topic, lines, seed, .. } = choices;
    let planted = generate(*lines, *seed, Feed::new(brokers, topic, partitions)?);
    let planted = planted.map_err(|error| {
        let failed = Error::new(ErrorKind::Unavailable, "cannot publish the generated log");
        failed.with("brokers", brokers).with("topic", topic).because(error)
    })?;
    let lines = thousands(*lines);
    say(stderr(), &format!("{lines} lines are in the topic {topic}, in {partitions} partitions"));
    Ok(planted)
}
