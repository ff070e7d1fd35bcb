//! Why there is no server.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Why a test gets no server.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// There cannot be one here: the test is skipped, but in CI it fails.
    Absent(String),
    /// There should be one: the test fails.
    Broken(String),
    /// The user gave us one that tests must not touch: the test is skipped.
    NotOurs(String),
}

impl Refusal {
    /// Skips, with one line per reason and process, or panics.
    pub(crate) fn skip<T>(&self, server: &str) -> Option<T> {
        match self {
            Self::Absent(why) if std::env::var_os("CI").is_some() => {
                panic!("{server}: {why} (with CI set, tests that need a server do not skip)")
            }
            Self::Broken(why) => panic!("{server}: {why}"),
            Self::Absent(why) | Self::NotOurs(why) => {
                say_once(format!("SKIPPED: tests with {server}: {why}"));
                None
            }
        }
    }
}

/// Past the harness, which shows what a test prints only when it fails.
pub(crate) fn say(line: &str) {
    // Nobody may be listening.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn say_once(line: String) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(line.clone()) {
        say(&line);
    }
}
