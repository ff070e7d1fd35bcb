//! A sink of your own: a folder with one file for each key, as a web server could hand them out.
//!
//! ```text
//! cargo run --release -p aqueduct-examples --example custom_sink -- FOLDER
//! ```
//!
//! A sink says how it delivers, which decides what a crash may leave behind, and opens a writer in each
//! subtask. Here a file replaces the one with the same key, so what is written again after a crash changes
//! nothing: effectively once. `tests/laws` checks it with the laws that every sink has to keep to.

use aqueduct::connector::{Delivery, Epoch, NoCommit, Prepared, Refused, Run, Sink, SinkWriter, SubtaskId};
use aqueduct::prelude::*;
use aqueduct::{Error, ErrorKind, Result};
use aqueduct_examples::{Arguments, finish, refuse, run_watched, say};
use async_trait::async_trait;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;
use std::fs::{File, create_dir_all, rename};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is configured. `Debug` shows no secrets, if there were some.
#[derive(Debug)]
pub(crate) struct FilePerKey<T> {
    pub(crate) folder: PathBuf,
    pub(crate) key: fn(&T) -> String,
}

#[async_trait]
impl<T: Serialize + fmt::Debug + Send + 'static> Sink<T> for FilePerKey<T> {
    // When `prepare` has returned nothing is left to do.
    type Commit = NoCommit;
    type Writer = FileWriter<T>;

    fn delivery(&self) -> Delivery {
        Delivery::Upsert
    }

    // Called before anything is read: what does not fit is to be found out here.
    async fn claim(&self, _: &Run) -> Result<Option<Epoch>> {
        create_dir_all(&self.folder).map_err(|error| failed("cannot make", &self.folder, error))?;
        Ok(None)
    }

    async fn publish(&self, _: Epoch, _: EventTime, _: &[NoCommit]) -> Result<()> {
        Ok(())
    }

    async fn sweep(&self, _: &Run) -> Result<()> {
        Ok(())
    }

    async fn open(&self, subtask: SubtaskId, _: &Run) -> Result<FileWriter<T>> {
        // Subtasks write at the same time: each has a name of its own for what is not finished.
        let draft = self.folder.join(format!(".draft-{}", subtask.0));
        Ok(FileWriter { folder: self.folder.clone(), key: self.key, draft })
    }
}

/// Writes the rows of one subtask.
pub(crate) struct FileWriter<T> {
    folder: PathBuf,
    key: fn(&T) -> String,
    draft: PathBuf,
}

#[async_trait]
impl<T: Serialize + Send + 'static> SinkWriter<T> for FileWriter<T> {
    type Commit = NoCommit;

    // After an error the engine comes again with what is left in `rows`: all of it, which does no harm here.
    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        let mut reasons = HashMap::new();
        for (nth, row) in rows.iter().enumerate() {
            match self.file(&row.value) {
                // If it fails, the world is to blame.
                Ok((path, content)) => {
                    self.replace(&path, &content).map_err(|error| failed("cannot write", &path, error))?;
                }
                // The row is to blame: it becomes a dead letter, and the others are written.
                Err(reason) => drop(reasons.insert(nth, reason)),
            }
        }
        let rows = rows.drain(..).enumerate();
        let refuse = |(nth, row)| Some(Refused { row, nth: Some(nth), reason: reasons.remove(&nth)? });
        Ok(rows.filter_map(refuse).collect())
    }

    // From here on a checkpoint may say that the rows are written, so they have to survive a power cut.
    async fn prepare(&mut self, _: Epoch) -> Result<Prepared<T, NoCommit>> {
        let synced = File::open(&self.folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| failed("cannot sync", &self.folder, error))?;
        Ok(Prepared::nothing())
    }

    async fn commit(&mut self, _: Epoch) -> Result<()> {
        Ok(())
    }
}

impl<T: Serialize> FileWriter<T> {
    /// Where a row goes, and what the file holds.
    fn file(&self, row: &T) -> Result<(PathBuf, Vec<u8>)> {
        let key = (self.key)(row);
        if key.is_empty() || key.len() > 200 || key.starts_with('.') || key.contains(['/', '\0']) {
            return Err(Error::config("the key is no file name").with("length", key.len()));
        }
        let content = serde_json::to_vec(row);
        let content = content.map_err(|error| Error::config("the row is no JSON").because(error))?;
        Ok((self.folder.join(key + ".json"), content))
    }

    /// Renaming is one step: who reads sees the old file or the new one, never half of it.
    fn replace(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut draft = File::create(&self.draft)?;
        draft.write_all(content)?;
        draft.sync_all()?;
        rename(&self.draft, path)
    }
}

fn failed(what: &str, path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::Unavailable, what).with("path", path.display()).because(error)
}

const LICENCE: &str = include_str!("../LICENSE-APACHE");

/// How often a word stands in the text.
#[derive(Debug, Serialize)]
struct Word {
    word: String,
    times: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = Arguments::of_process();
    match arguments.next() {
        Ok(Some(folder)) if !folder.starts_with('-') => finish("custom_sink", run(folder.into()).await),
        Ok(_) => {
            let wanted = Error::config("the folder is missing: custom_sink FOLDER");
            refuse("custom_sink", &wanted)
        }
        Err(error) => refuse("custom_sink", &error),
    }
}

/// Counts the words of the licence: one file for each.
async fn run(folder: PathBuf) -> Result<bool> {
    let pipeline = Pipeline::new("custom-sink");
    pipeline
        .source("lines", ConsoleSource::reading("LICENSE-APACHE", LICENCE.as_bytes()).decode(Text))
        .event_time(|_| EventTime::from_secs(0), Watermarks::default())
        .flat_map(|line| line.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .key_by_ref(|word| word.as_str())
        .window(Whole)
        .aggregate("times", count())
        .ignore_late()
        .map(|counted| Word { word: counted.key, times: counted.value })
        .sink("words", FilePerKey { folder, key: |word: &Word| word.word.clone() });
    let report = run_watched(pipeline, Options::new()).await?;
    say(io::stdout(), &format!("\n{report}"));
    Ok(report.is_balanced())
}
