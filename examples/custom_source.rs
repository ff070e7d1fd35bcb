//! A source of your own: the lines of all files in a folder.
//!
//! ```text
//! cargo run --release -p aqueduct-examples --example custom_source -- FOLDER
//! ```
//!
//! A source names its splits, which are what it is read in pieces of, and opens readers. The engine spreads
//! splits over subtasks, stores their positions in checkpoints, and opens them again there. `tests/laws`
//! checks this one with the laws that every source has to keep to.

use aqueduct::connector::{
    Ack, Boundedness, Discovered, Fetch, OneSplit, OpenOne, Origins, PerSplit, Source, SourceReader, Split,
    SplitId,
};
use aqueduct::prelude::*;
use aqueduct::{DeadLetter, Error, ErrorKind, Result};
use aqueduct_examples::{Arguments, finish, refuse, run_watched, say};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::fs::{File, read_dir};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What is configured. It holds nothing open: readers do.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

/// One file, and the byte to go on at: all that a checkpoint has to know. The end belongs to it, or a second
/// start would read further than the first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    file: String,
    next: u64,
    end: u64,
}

impl Split for Part {
    fn id(&self) -> SplitId {
        SplitId::new(&self.file)
    }

    fn resume_from(self, stored: &Self) -> Self {
        Self { next: stored.next, ..self }
    }
}

#[async_trait]
impl Source for Folder {
    type Item = String;
    type Split = Part;
    // Makes a reader of many splits out of one that reads a single split.
    type Reader = PerSplit<Folder>;

    fn boundedness(&self) -> Boundedness {
        Boundedness::Bounded
    }

    // Lines have no event time unless the pipeline finds one in them.
    fn has_time(&self) -> bool {
        false
    }

    // What has a stored position keeps it, so the beginning is right for all.
    async fn discover(&self, _: bool, _: &[SplitId]) -> Result<Discovered<Part>> {
        let mut parts = Vec::new();
        for entry in read_dir(&self.0).map_err(|error| self.failed("", error))? {
            let found = entry.and_then(|entry| Ok((entry.file_name(), entry.metadata()?)));
            let (name, about) = found.map_err(|error| self.failed("", error))?;
            if about.is_file() {
                parts.push(Part { file: name.to_string_lossy().into(), next: 0, end: about.len() });
            }
        }
        Ok(Discovered::splits(parts))
    }

    async fn open(&self, parts: Vec<Part>) -> Result<PerSplit<Self>> {
        let mut reader = PerSplit::new(self.clone());
        reader.add(parts).await?;
        Ok(reader)
    }
}

impl Folder {
    /// `Unavailable`: the engine tries again, after longer and longer pauses, before it gives up.
    fn failed(&self, file: &str, error: io::Error) -> Error {
        let path = self.0.join(file);
        Error::new(ErrorKind::Unavailable, "cannot read").with("path", path.display()).because(error)
    }
}

#[async_trait]
impl OpenOne for Folder {
    type Reader = Lines;

    async fn open(&self, part: Part) -> Result<Lines> {
        let opened = File::open(self.0.join(&part.file)).and_then(|mut file| {
            file.seek(SeekFrom::Start(part.next))?;
            Ok(BufReader::new(file))
        });
        let text = opened.map_err(|error| self.failed(&part.file, error))?;
        Ok(Lines { folder: self.clone(), text, part })
    }
}

/// Reads one file.
pub(crate) struct Lines {
    folder: Folder,
    text: BufReader<File>,
    part: Part,
}

#[async_trait]
impl OneSplit for Lines {
    type Item = String;
    type Split = Part;
    type Ack = Nobody;

    // A local file answers at once. A client that makes one wait is awaited here, or has a thread of its own.
    async fn next(&mut self) -> Result<Fetch<String, Part>> {
        let (mut records, mut places, mut rejected, mut bytes) = (vec![], vec![], vec![], 0);
        // Small enough to wait for, large enough that the work around a batch does not count.
        while records.len() + rejected.len() < 1_000 && self.part.next < self.part.end {
            let mut line = Vec::new();
            let read = self.text.read_until(b'\n', &mut line);
            if read.map_err(|error| self.folder.failed(&self.part.file, error))? == 0 {
                // Never skipped in silence: somebody has to look.
                let lost = Error::new(ErrorKind::PositionLost, "the file is shorter than it was");
                return Err(lost.with("file", &self.part.file).with("wanted", self.part.next));
            }
            let place = format!("{}@{}", self.part.file, self.part.next);
            self.part.next += line.len() as u64;
            bytes += line.len();
            line.pop_if(|last| *last == b'\n');
            match String::from_utf8(line) {
                Ok(line) => {
                    records.push(Record::new(line, EventTime::MIN));
                    places.push(place);
                }
                // What cannot be decoded is no error: it becomes a dead letter, and all else goes on.
                Err(error) => {
                    let (message, payload) = (error.to_string(), error.into_bytes());
                    rejected.push(DeadLetter { coordinates: place, message, payload, ..Default::default() });
                }
            }
        }
        if records.is_empty() && rejected.is_empty() {
            return Ok(Fetch::End(self.id()));
        }
        let (origins, resume) = (Arc::new(Places(places)), self.part.clone());
        Ok(Fetch::Batch { records, bytes, origins, rejected, skipped: 0, resume })
    }

    fn ack(&self) -> Nobody {
        Nobody
    }

    fn id(&self) -> SplitId {
        self.part.id()
    }
}

/// Where the lines of a batch stand, for the dead letters of later steps.
#[derive(Debug)]
struct Places(Vec<String>);

impl Origins for Places {
    fn of(&self, nth: usize) -> String {
        self.0[nth].clone()
    }
}

/// A broker may want to know what is stored for good. Files do not.
pub(crate) struct Nobody;

#[async_trait]
impl Ack<Part> for Nobody {
    async fn upto(&self, _: &Part) -> Result<()> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = Arguments::of_process();
    match arguments.next() {
        Ok(Some(folder)) if !folder.starts_with('-') => finish("custom_source", run(folder.into()).await),
        Ok(_) => {
            let wanted = Error::config("the folder is missing: custom_source FOLDER");
            refuse("custom_source", &wanted)
        }
        Err(error) => refuse("custom_source", &error),
    }
}

/// Prints the lines of all files.
async fn run(path: PathBuf) -> Result<bool> {
    let pipeline = Pipeline::new("custom-source");
    let lines = pipeline.source("folder", Folder(path));
    lines.sink("console", ConsoleSink::with(|line: &Record<String>| line.value.clone()));
    pipeline.dead_letters(ConsoleSink::json().to(io::stderr()));
    let report = run_watched(pipeline, Options::new()).await?;
    say(io::stdout(), &format!("\n{report}"));
    Ok(report.is_balanced())
}
