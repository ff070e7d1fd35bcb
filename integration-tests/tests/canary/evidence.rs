use crate::recorder::Recorded;
use crate::secret::Canary;
use aqueduct_core::Error;
use memchr::memmem;
use std::fmt::Debug;
use std::path::Path;

/// All that somebody may get to see of a run.
pub(crate) struct Evidence {
    from: usize,
    pieces: Vec<(String, Vec<u8>)>,
}

impl Evidence {
    /// Logs count from here.
    pub(crate) fn begin() -> Self {
        Self { from: Recorded::get().said(), pieces: Vec::new() }
    }

    pub(crate) fn add(&mut self, place: &str, bytes: impl Into<Vec<u8>>) {
        self.pieces.push((place.to_owned(), bytes.into()));
    }

    /// What `Debug` shows of something.
    pub(crate) fn shown(&mut self, place: &str, value: &impl Debug) {
        self.add(place, format!("{value:?}\n{value:#?}"));
    }

    /// An error in all forms, and what caused it.
    pub(crate) fn error(&mut self, error: &Error) {
        self.add("error", format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n{}", error.message()));
        let mut cause = std::error::Error::source(error);
        while let Some(next) = cause {
            self.add("cause of an error", format!("{next}\n{next:#}\n{next:?}\n{next:#?}"));
            cause = next.source();
        }
    }

    /// All files in a folder, and their names.
    pub(crate) fn files(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            self.add("name of a file", path.as_os_str().as_encoded_bytes());
            if path.is_dir() {
                self.files(&path);
            } else {
                self.add("file", std::fs::read(&path).unwrap());
            }
        }
    }

    /// Takes down what the process has said until now.
    pub(crate) fn end(mut self) -> Self {
        let recorded = Recorded::get();
        self.add("log", recorded.logs(self.from));
        self.add("panic", recorded.panics());
        self.add("metrics", recorded.metrics());
        self
    }

    /// The places in which a secret is, in whatever encoding.
    pub(crate) fn places(&self, secret: &Canary) -> Vec<&str> {
        let needles = secret.needles();
        let has = |bytes: &[u8]| needles.iter().any(|needle| memmem::find(bytes, needle).is_some());
        let pieces = self.pieces.iter().filter(|(_, bytes)| has(bytes));
        let mut places: Vec<_> = pieces.map(|(place, _)| place.as_str()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The text of a place.
    pub(crate) fn text(&self, place: &str) -> String {
        let pieces = self.pieces.iter().filter(|(name, _)| name == place);
        pieces.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect()
    }

    /// Fails if a secret is anywhere, or if nothing is in one of the places that must not be empty.
    #[track_caller]
    pub(crate) fn holds_none(&self, secrets: &[&Canary], filled: &[&str]) {
        for place in filled {
            assert!(!self.text(place).is_empty(), "nothing was taken down: {place}");
        }
        for secret in secrets {
            let places = self.places(secret);
            assert!(places.is_empty(), "the {} is in: {places:?}\n{}", secret.what(), self.around(secret));
        }
    }

    /// The lines in which a secret is.
    fn around(&self, secret: &Canary) -> String {
        let needles = secret.needles();
        let lines = self.pieces.iter().flat_map(|(_, bytes)| bytes.split(|byte| *byte == b'\n'));
        let found = lines.filter(|line| needles.iter().any(|needle| memmem::find(line, needle).is_some()));
        found.take(5).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect()
    }
}
