use crate::account::Ledger;
use crate::report::Progress;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What a run was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    Run,
    /// Read no more, fire every window, commit, end.
    Drain,
    /// Commit and end; open windows go on in the next start.
    Stop,
}

/// A way into a running pipeline, from any thread.
#[derive(Clone)]
pub struct Handle(Arc<Shared>);

struct Shared {
    wish: watch::Sender<Wish>,
    ledger: Arc<Ledger>,
    progress: Mutex<Progress>,
}

impl Handle {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            wish: watch::Sender::new(Wish::Run),
            ledger: Arc::default(),
            progress: Mutex::default(),
        }))
    }

    /// Ends the run after one last checkpoint. Open windows are saved and go on in the next start, which
    /// replays nothing.
    pub fn stop(&self) {
        self.wish(Wish::Stop);
    }

    /// Ends the run as if its sources had ended: every window fires and is committed.
    pub fn drain(&self) {
        self.wish(Wish::Drain);
    }

    /// What the run has done so far. Empty before it has started.
    pub fn progress(&self) -> Progress {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn wish(&self, wish: Wish) {
        self.0.wish.send_if_modified(|w| {
            let more = wish > *w;
            *w = wish.max(*w);
            more
        });
    }

    pub(crate) fn wishes(&self) -> watch::Receiver<Wish> {
        self.0.wish.subscribe()
    }

    pub(crate) fn ledger(&self) -> &Arc<Ledger> {
        &self.0.ledger
    }

    pub(crate) fn set_progress(&self, progress: Progress) {
        *self.0.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&*self.0.wish.borrow()).finish()
    }
}
