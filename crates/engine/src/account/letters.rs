use aqueduct_core::{DeadLetter, Error, ErrorKind, EventTime, Record};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What a pipeline does with what it rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LetterPolicy {
    /// Nothing was set up: the first one stops the run.
    Stop,
    /// They are counted and dropped.
    Ignore,
    /// They go to the dead-letter sink.
    Sink,
}

/// Dead letters of one task on their way out.
#[derive(Debug)]
pub(crate) struct Letters {
    policy: LetterPolicy,
    waiting: Mutex<Vec<Record<DeadLetter>>>,
    /// Whether `error` holds one: looked at once per batch.
    stopped: AtomicBool,
    error: Mutex<Option<Error>>,
}

impl Letters {
    pub(crate) fn new(policy: LetterPolicy) -> Self {
        Self { policy, waiting: Mutex::default(), stopped: AtomicBool::new(false), error: Mutex::default() }
    }

    pub(crate) fn add(&self, letter: DeadLetter) {
        match self.policy {
            LetterPolicy::Ignore => {}
            LetterPolicy::Sink => {
                let record = Record::new(letter, EventTime::MIN);
                self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(record);
            }
            LetterPolicy::Stop => self.stop(nobody_takes(&letter)),
        }
    }

    /// The task ends with the first such error.
    pub(crate) fn stop(&self, error: Error) {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.stopped.store(true, Ordering::Release);
    }

    pub(crate) fn error(&self) -> Option<Error> {
        if !self.stopped.load(Ordering::Acquire) {
            return None;
        }
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn take(&self) -> Vec<Record<DeadLetter>> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The record's coordinates, and what the user can choose.
fn nobody_takes(letter: &DeadLetter) -> Error {
    Error::new(
        ErrorKind::BadRecord,
        format!("a record was rejected ({}) and the pipeline has no place for it", letter.reason),
    )
    .with("step", &letter.stage)
    .with("rule", &letter.rule)
    .with("why", &letter.message)
    .with("source", &letter.source)
    .with("at", &letter.coordinates)
    .with(
        "choose",
        "pipeline.dead_letters(sink) keeps such records, .ignore_dead_letters() counts and drops them",
    )
}
