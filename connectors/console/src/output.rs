use crate::error::{from_io, from_join};
use crate::format::Line;
use crate::page::Page;
use aqueduct_core::Result;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where the lines go: one for all subtasks of a sink.
#[derive(Clone)]
pub(crate) struct Output {
    /// For errors.
    name: &'static str,
    state: Arc<Mutex<State>>,
}

struct State {
    writer: Box<dyn Write + Send>,
    page: Page,
}

impl Output {
    /// On standard output.
    pub(crate) fn new(page: Page) -> Self {
        let writer = Box::new(io::stdout());
        let state = Arc::new(Mutex::new(State { writer, page }));
        Self { name: "standard output", state }
    }

    /// Somewhere else.
    pub(crate) fn redirect(&mut self, writer: Box<dyn Write + Send>) {
        self.name = "the writer of the sink";
        lock(&self.state).writer = writer;
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn limit(&self, rows: usize) {
        lock(&self.state).page.limit = rows;
    }

    /// Prints these rows and nothing in between, and flushes.
    pub(crate) async fn print(&self, rows: Vec<Line>) -> Result<()> {
        self.run(move |state| {
            let text = state.page.lay_out(&rows);
            let done = state.writer.write_all(text.as_bytes());
            let done = done.and_then(|()| state.writer.flush());
            done.inspect_err(|_| state.page.forget())
        })
        .await
    }

    pub(crate) async fn flush(&self) -> Result<()> {
        self.run(|state| state.writer.flush()).await
    }

    /// On a thread that may wait: a terminal that is stopped, or a full pipe, takes as long as it likes.
    async fn run(&self, work: impl FnOnce(&mut State) -> io::Result<()> + Send + 'static) -> Result<()> {
        let state = Arc::clone(&self.state);
        let done = tokio::task::spawn_blocking(move || work(&mut lock(&state)));
        let done = done.await.map_err(|error| from_join(self.name, error))?;
        done.map_err(|error| from_io("cannot write", self.name, error))
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
