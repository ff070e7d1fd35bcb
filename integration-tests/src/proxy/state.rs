use std::sync::Arc;
use std::time::Duration;

/// What is done with bytes and connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mode {
    #[default]
    Pass,
    BlackHole,
    DropReplies,
    Refuse,
}

/// What is done with a request that holds certain bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It does not arrive.
    Lost,
    /// It arrives, and its answer does not.
    Unanswered,
}

/// A request that is waited for, and what becomes of it.
#[derive(Debug, Clone)]
pub(super) struct Trap {
    pub(super) bytes: Arc<[u8]>,
    pub(super) fate: Fate,
    /// So many requests are caught.
    pub(super) times: u64,
}

/// The fault of the moment, which every connection watches.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) mode: Mode,
    pub(super) delay: Duration,
    /// How often all connections have been closed: one that was opened before the last time must not go on.
    pub(super) cuts: u64,
    /// All connections are closed after so many more bytes, both ways together.
    pub(super) budget: Option<u64>,
    pub(super) trap: Option<Trap>,
    /// Requests that were caught, and answers that were dropped.
    pub(super) caught: u64,
}

impl State {
    /// How many of these bytes may pass, and whether everything is closed behind them.
    pub(super) fn spend(&mut self, bytes: usize) -> (usize, bool) {
        let Some(budget) = self.budget.as_mut() else { return (bytes, false) };
        let passing = usize::try_from(*budget).map_or(bytes, |left| left.min(bytes));
        *budget -= passing as u64;
        let spent = *budget == 0;
        if spent {
            self.budget = None;
        }
        (passing, spent)
    }

    /// What becomes of a request, if it is one that is waited for.
    pub(super) fn catch(&mut self, request: &[u8]) -> Option<Fate> {
        let trap = self.trap.as_mut().filter(|trap| trap.times > 0)?;
        if !request.windows(trap.bytes.len()).any(|part| part == &*trap.bytes) {
            return None;
        }
        trap.times -= 1;
        Some(trap.fate)
    }
}
