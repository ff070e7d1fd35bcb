//! The ten most frequent words of a text, over a window that slides down its lines.
//!
//! ```text
//! cargo run --release -p aqueduct-examples --example top_words                 the licence of this library
//! cargo run --release -p aqueduct-examples --example top_words -- book.txt
//! ```
//!
//! A text has no times. Here it is read aloud, one line a second: the first line is second 1, and a window
//! of 30 seconds holds 30 lines.

use aqueduct::decode::{BadRecord, Message, decode_with};
use aqueduct::prelude::*;
use aqueduct::{Entry, Error, Result};
use aqueduct_examples::{Arguments, Numbered, finish, refuse, run_watched, say, thousands};
use serde::Serialize;
use std::fs::File;
use std::io::{BufReader, Read, stdin, stdout};
use std::process::ExitCode;

const HELP: &str = "\
The ten most frequent words of a text, over 30 lines, every 10 lines.

  FILE     the text; `-` is standard input (default: the licence of this library)
  --help   this";

const LICENCE: &str = include_str!("../LICENSE-APACHE");

struct Line {
    number: i64,
    text: String,
}

/// One line of the result.
#[derive(Row, Serialize)]
struct Top {
    rank: u32,
    word: String,
    times: u64,
}

fn assemble(text: ConsoleSource<Text>) -> Pipeline {
    let pipeline = Pipeline::new("top-words");
    pipeline
        .source("lines", text.decode(decode_with(numbered_line)))
        .event_time(|line| EventTime::from_secs(line.number), Watermarks::default())
        .flat_map(|line| words(&line.text))
        .key_by_ref(|word| word.as_str())
        .window(Sliding::of(secs(30)).every(secs(10)))
        // The next window is this one, plus ten lines at its end, minus ten at its beginning.
        .aggregate("times", reduce_with_inverse(|_| 1, |all: &mut u64, some| *all += some, |all, some| *all -= some))
        .ignore_late()
        .top_n("top", 10, |times| *times)
        .map(|top| Top { rank: top.rank, word: top.key, times: top.value })
        .sink("console", ConsoleSink::table());
    pipeline
}

/// Lower-case words, apostrophes included.
fn words(line: &str) -> Vec<String> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let words = words.map(|word| word.trim_matches(['\'', '’']).to_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

/// Reads what `Numbered` has written.
fn numbered_line(message: &Message<'_>) -> Result<Option<Line>, BadRecord> {
    // A few wrong bytes are no reason to lose the line.
    let line = String::from_utf8_lossy(message.payload.unwrap_or_default());
    let (number, text) = line.split_once('\t').ok_or_else(|| BadRecord::new("a line without a number"))?;
    let number = number.parse().map_err(BadRecord::new)?;
    Ok(Some(Line { number, text: text.to_owned() }))
}

#[tokio::main]
async fn main() -> ExitCode {
    match file(Arguments::of_process()) {
        Ok(Some(file)) => finish("top_words", run(file.as_deref()).await),
        Ok(None) => {
            say(stdout(), HELP);
            ExitCode::SUCCESS
        }
        Err(error) => refuse("top_words", &error),
    }
}

/// Whether everything adds up.
async fn run(file: Option<&str>) -> Result<bool> {
    // One text is read by one subtask anyway, and a single one prints the windows in their order.
    let report = run_watched(assemble(text(file)?), Options::new().parallelism(1)).await?;
    say(stdout(), &format!("\n{report}"));
    let words = report.step("times").map_or(0, |step| step.counts[Entry::Kept]);
    say(stdout(), &format!("{} words in {} lines", thousands(words), thousands(report.read())));
    Ok(report.is_balanced())
}

/// `None`: help is wanted. `Some(None)`: no file was named.
fn file(mut arguments: Arguments) -> Result<Option<Option<String>>> {
    let mut file = None;
    while let Some(name) = arguments.next()? {
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "-" => file = Some(name),
            _ if name.starts_with('-') => return Err(arguments.unknown()),
            _ if file.is_some() => return Err(arguments.wrong("is one file too many")),
            _ => file = Some(name),
        }
    }
    Ok(Some(file))
}

/// The lines with their numbers.
fn text(file: Option<&str>) -> Result<ConsoleSource<Text>> {
    let (name, text): (_, Box<dyn Read + Send>) = match file {
        None => ("LICENSE-APACHE", Box::new(LICENCE.as_bytes())),
        Some("-") => ("stdin", Box::new(stdin())),
        Some(path) => {
            let cannot = |error| Error::config("cannot read the text").with("file", path).because(error);
            (path, Box::new(File::open(path).map_err(cannot)?))
        }
    };
    Ok(ConsoleSource::reading(name, Numbered::new(BufReader::new(text))))
}
