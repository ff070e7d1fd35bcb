use crate::error::{from_io, from_join};
use crate::input::More;
use aqueduct_core::{Error, ErrorKind, Result};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep_until, timeout_at};

/// Bytes to read at once.
const CHUNK: u64 = 256 * 1024;

/// How long after the end of a followed file was seen it is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// An open file.
pub(crate) struct FileInput {
    open: Arc<Open>,
    reading: Option<JoinHandle<Result<Vec<u8>>>>,
    /// When to look whether the file has grown.
    look_again: Option<Instant>,
}

struct Open {
    path: Arc<str>,
    file: File,
    end: Option<u64>,
}

/// The length of the file at `path`.
///
/// # Errors
/// `Config` when there is no file to read, `Denied` when it may not be read.
pub(crate) async fn length(path: Arc<str>) -> Result<u64> {
    blocking(Arc::clone(&path), move || open(&path).map(|(_, length)| length)).await
}

impl FileInput {
    /// Opens the file at `path`, in order to read from `next` on and to end at `end`.
    ///
    /// # Errors
    /// As [`length`]; `PositionLost` when the file is shorter than `next`.
    pub(crate) async fn open(path: Arc<str>, next: u64, end: Option<u64>) -> Result<Self> {
        let opening = Arc::clone(&path);
        let opened = blocking(Arc::clone(&path), move || {
            let (file, length) = open(&opening)?;
            if length < next {
                return Err(lost(&opening, next, length));
            }
            Ok(file)
        });
        let file = opened.await?;
        let open = Arc::new(Open { path, file, end });
        Ok(Self { open, reading: None, look_again: None })
    }

    /// See [`Input::more`](crate::input::Input::more).
    pub(crate) async fn more(&mut self, from: u64, deadline: Instant) -> Result<More> {
        if self.open.end == Some(from) {
            return Ok(More::Over);
        }
        if let Some(at) = self.look_again {
            sleep_until(at).await;
            self.look_again = None;
        }
        let open = &self.open;
        let reading = self.reading.get_or_insert_with(|| {
            let open = Arc::clone(open);
            spawn_blocking(move || open.read(from))
        });
        let Ok(read) = timeout_at(deadline, reading).await else {
            return Ok(More::Late);
        };
        self.reading = None;
        let bytes = read.map_err(|error| from_join(&self.open.path, error))??;
        if bytes.is_empty() {
            self.look_again = Some(Instant::now() + LOOK_AGAIN);
            return Ok(More::AtEnd);
        }
        Ok(More::Bytes(bytes))
    }
}

impl Open {
    /// What follows `from`; nothing at the end of a file that may grow.
    fn read(&self, from: u64) -> Result<Vec<u8>> {
        let most = self.end.map_or(CHUNK, |end| CHUNK.min(end.saturating_sub(from)));
        let mut bytes = Vec::new();
        let read = (&self.file).seek(SeekFrom::Start(from));
        let read = read.and_then(|_| (&self.file).take(most).read_to_end(&mut bytes));
        read.map_err(|error| from_io("cannot read a file", &self.path, error))?;
        if bytes.is_empty() {
            let metadata = self.file.metadata();
            let length = metadata.map_err(|e| from_io("cannot read a file", &self.path, e))?.len();
            if length < from || self.end.is_some() {
                return Err(lost(&self.path, from, length));
            }
        }
        Ok(bytes)
    }
}

fn open(path: &str) -> Result<(File, u64)> {
    let failed = |error| from_io("cannot open a file", path, error);
    // Asked before it is opened: opening a pipe waits for whoever writes to it.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        let error = Error::config("not a regular file; a pipe can be read as standard input");
        return Err(error.with("name", path));
    }
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    Ok((file, length))
}

fn lost(path: &str, wanted: u64, length: u64) -> Error {
    let error = Error::new(ErrorKind::PositionLost, "a file has become shorter");
    error.with("name", path).with("wanted", wanted).with("length", length)
}

async fn blocking<R: Send + 'static>(
    path: Arc<str>,
    work: impl FnOnce() -> Result<R> + Send + 'static,
) -> Result<R> {
    spawn_blocking(work).await.map_err(|error| from_join(&path, error))?
}
