use crate::error::from_io;
use crate::input::More;
use aqueduct_core::{Error, ErrorKind, Result};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Bytes to read at once.
const CHUNK: usize = 64 * 1024;

/// A stream that has had nothing to read for so long has been read to its present end.
const QUIET: Duration = Duration::from_millis(250);

/// A stream that can be read once, such as standard input. What was read and is not yet acknowledged
/// is kept, so that a restart within the process can go back to it.
pub(crate) struct Stream {
    pub(crate) name: Arc<str>,
    /// Tells it from the streams of other processes.
    pub(crate) id: String,
    state: Mutex<State>,
}

struct State {
    /// Until reading starts.
    input: Option<Box<dyn Read + Send>>,
    /// From then on.
    chunks: Option<mpsc::Receiver<io::Result<Vec<u8>>>>,
    kept: VecDeque<Vec<u8>>,
    /// Where the first kept byte stands.
    first: u64,
    /// Where the last kept byte ends.
    end: u64,
    /// How many bytes may be kept.
    keep: u64,
}

/// A reader's hold on a stream.
pub(crate) struct StreamInput(pub(crate) Arc<Stream>);

impl Stream {
    /// Nothing is read before [`start`](Self::start).
    pub(crate) fn new(name: &str, input: Box<dyn Read + Send>) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            name: name.into(),
            id: format!("{}-{}", std::process::id(), now.as_nanos()),
            state: Mutex::new(State {
                input: Some(input),
                chunks: None,
                kept: VecDeque::new(),
                first: 0,
                end: 0,
                keep: 64 << 20,
            }),
        }
    }

    pub(crate) fn keep(&self, bytes: u64) {
        self.lock().keep = bytes;
    }

    /// Begins to read, on a thread of its own, because nothing can end a read of standard input but
    /// input. The thread ends with the stream, at the latest with the process.
    pub(crate) fn start(&self) -> Result<()> {
        let mut state = self.lock();
        let Some(input) = state.input.take() else {
            return Ok(());
        };
        // What is read ahead is bounded by these.
        let (sender, chunks) = mpsc::channel(2);
        state.chunks = Some(chunks);
        let thread = std::thread::Builder::new().name(format!("aqueduct-{}", self.name));
        let thread = thread.spawn(move || pump(input, &sender));
        thread.map_err(|error| from_io("cannot start to read", &self.name, error))?;
        Ok(())
    }

    /// # Errors
    /// `PositionLost` when `position` is of another stream, or not kept any more.
    pub(crate) fn check(&self, id: &str, position: u64) -> Result<()> {
        let state = self.lock();
        if id == self.id && (state.first..=state.end).contains(&position) {
            return Ok(());
        }
        Err(self.lost(position))
    }

    /// Forgets what stands before `upto`.
    pub(crate) fn acknowledge(&self, upto: u64) {
        let mut state = self.lock();
        while state.kept.front().is_some_and(|chunk| state.first + chunk.len() as u64 <= upto) {
            state.forget();
        }
    }

    fn lost(&self, wanted: u64) -> Error {
        let error = Error::new(
            ErrorKind::PositionLost,
            "a stream cannot be read again, only what this process has read and kept of it",
        );
        error.with("name", &self.name).with("wanted", wanted)
    }

    fn poll(&self, from: u64, context: &mut Context<'_>) -> Poll<Result<More>> {
        let mut state = self.lock();
        if from < state.first {
            return Poll::Ready(Err(self.lost(from)));
        }
        if let Some(bytes) = state.after(from) {
            return Poll::Ready(Ok(More::Bytes(bytes)));
        }
        let Some(chunks) = &mut state.chunks else {
            return Poll::Ready(Err(Error::internal("a stream is read before its start")));
        };
        Poll::Ready(match ready!(chunks.poll_recv(context)) {
            Some(Ok(bytes)) => {
                state.add(bytes.clone());
                Ok(More::Bytes(bytes))
            }
            Some(Err(error)) => Err(from_io("cannot read", &self.name, error)),
            None => Ok(More::Over),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What is kept from `from` on, up to the end of a chunk.
    fn after(&self, from: u64) -> Option<Vec<u8>> {
        let mut skip = usize::try_from(from - self.first).ok()?;
        for chunk in &self.kept {
            if skip < chunk.len() {
                return Some(chunk[skip..].to_vec());
            }
            skip -= chunk.len();
        }
        None
    }

    /// Keeps a chunk, and forgets the oldest instead if that becomes too much.
    fn add(&mut self, chunk: Vec<u8>) {
        self.end += chunk.len() as u64;
        self.kept.push_back(chunk);
        while self.end - self.first > self.keep && self.kept.len() > 1 {
            self.forget();
        }
    }

    fn forget(&mut self) {
        if let Some(chunk) = self.kept.pop_front() {
            self.first += chunk.len() as u64;
        }
    }
}

impl StreamInput {
    /// See [`Input::more`](crate::input::Input::more).
    pub(crate) async fn more(&mut self, from: u64, deadline: Instant) -> Result<More> {
        let asked = Instant::now();
        let more = std::future::poll_fn(|context| self.0.poll(from, context));
        match timeout_at(deadline, more).await {
            Ok(more) => more,
            // Whoever writes has written nothing that was not read.
            Err(_) if asked.elapsed() >= QUIET => Ok(More::AtEnd),
            Err(_) => Ok(More::Late),
        }
    }
}

fn pump(mut input: Box<dyn Read + Send>, chunks: &mpsc::Sender<io::Result<Vec<u8>>>) {
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => Ok(buffer[..length].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        if chunks.blocking_send(read).is_err() {
            return;
        }
    }
}
