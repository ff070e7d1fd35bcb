use crate::Arguments;
use aqueduct::{Error, Result, secs};
use std::fs::{create_dir_all, remove_file};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How far lines are out of order if nothing else is said; those of a generated log are never further.
const DELAY: Duration = secs(5);

/// What the arguments of the quickstart say.
#[derive(Debug)]
pub struct Choices {
    /// `--log`: a file, or `-`.
    pub log: Option<String>,
    /// `--kafka`: the brokers.
    pub kafka: Option<String>,
    /// `--topic`.
    pub topic: String,
    /// `--postgres`: the database.
    pub postgres: Option<String>,
    /// `--delay`.
    pub delay: Duration,
    /// `--follow`.
    pub follow: bool,
    /// `--checkpoints`.
    pub checkpoints: Option<PathBuf>,
    /// `--out`.
    pub out: PathBuf,
    /// `--lines`.
    pub lines: u64,
    /// `--seed`.
    pub seed: u64,
}

impl Choices {
    /// `None`: help is wanted.
    ///
    /// # Errors
    /// `Config` naming the argument that is wrong, or that does not go with another.
    pub fn from(mut arguments: Arguments) -> Result<Option<Self>> {
        let mut choices = Self::default();
        let mut topic = None;
        while let Some(name) = arguments.next()? {
            match name.as_str() {
                "--log" => choices.log = Some(arguments.value()?),
                "--kafka" => choices.kafka = Some(arguments.value()?),
                "--topic" => topic = Some(arguments.value()?),
                "--postgres" => choices.postgres = Some(arguments.value()?),
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
        if topic.is_some() && choices.kafka.is_none() {
            return Err(Error::config("--topic needs --kafka"));
        }
        choices.topic = topic.unwrap_or(choices.topic);
        choices.check(cfg!(feature = "postgres"))?;
        Ok(Some(choices))
    }

    /// `postgres`: whether it is compiled with that feature.
    fn check(&self, postgres: bool) -> Result<()> {
        let is_file = self.log.as_deref().is_some_and(|log| log != "-");
        let stays = is_file || self.kafka.is_some();
        let wrong = |what: &str| Err(Error::config(what));
        if self.log.is_some() && self.kafka.is_some() {
            return wrong("--log and --kafka exclude each other");
        }
        if self.follow && !stays {
            return wrong("--follow needs --log with a file, or --kafka");
        }
        if self.checkpoints.is_some() && !stays {
            return wrong("--checkpoints needs --log with a file, or --kafka: all else cannot be read again");
        }
        if self.postgres.is_some() && !postgres {
            return wrong(
                "--postgres needs the feature `postgres`: make quickstart FEATURES=postgres, or cargo run --features postgres",
            );
        }
        Ok(())
    }

    /// Whether each line is waited for as long as the generator may hold it back, and no longer.
    pub fn waits_as_planted(&self) -> bool {
        self.delay == DELAY
    }

    /// The SQLite file. One that an earlier run has left makes way, unless this run continues that one.
    ///
    /// # Errors
    /// `Config` with the path, when there can be no file.
    pub fn sqlite_file(&self) -> Result<PathBuf> {
        create_dir_all(&self.out).map_err(|error| cannot("make the folder", &self.out, error))?;
        let file = self.out.join("quickstart.db");
        if self.checkpoints.is_none() {
            // SQLite keeps what was written last beside the file.
            for end in ["", "-wal", "-shm"] {
                let path = self.out.join(format!("quickstart.db{end}"));
                match remove_file(&path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        return Err(cannot("remove the file", &path, error));
                    }
                    _ => {}
                }
            }
        }
        Ok(file)
    }
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            log: None,
            kafka: None,
            topic: "access-log".to_owned(),
            postgres: None,
            delay: DELAY,
            follow: false,
            checkpoints: None,
            out: Path::new("target").join("quickstart"),
            lines: 200_000,
            seed: 1,
        }
    }
}

fn cannot(what: &str, path: &Path, error: std::io::Error) -> Error {
    Error::config(format!("cannot {what}")).with("path", path.display()).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_is_missing_is_named() {
        let choices = Choices { postgres: Some("postgres://localhost".to_owned()), ..Choices::default() };
        let error = choices.check(false).unwrap_err().to_string();
        assert!(error.starts_with("--postgres needs the feature `postgres`"), "{error}");
        assert!(choices.check(true).is_ok());
    }
}
