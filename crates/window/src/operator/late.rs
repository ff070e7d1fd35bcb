use aqueduct_core::{Reason, Record, Result};
use aqueduct_engine::{Buffer, Cursor, Entry, Opening, Output, Port, Rejection, Signal, Tally};
use futures_util::future::BoxFuture;
use serde::Serialize;
use std::future::ready;

/// What the user chose for records that come after all of their windows have fired.
pub(crate) enum LateChoice<T> {
    Ignore,
    DeadLetters(fn(&Tally, &Record<T>)),
    Stream(Port<T>),
}

impl<T> Clone for LateChoice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for LateChoice<T> {}

impl<T: Send + 'static> LateChoice<T> {
    pub(crate) fn dead_letters() -> Self
    where
        T: Serialize,
    {
        Self::DeadLetters(|tally, record| {
            let message = "all windows of its time have fired";
            tally.reject(Rejection { reason: Reason::Late, rule: "", message }, record);
        })
    }

    /// The way out in one subtask; `cursor` is that of the stage.
    pub(crate) fn open(self, at: &mut Opening<'_>, cursor: &Cursor) -> Result<Late<T>> {
        Ok(match self {
            Self::Ignore => Late::Ignored,
            Self::DeadLetters(reject) => Late::DeadLetters(reject),
            Self::Stream(port) => Late::Stream(Buffer::new(cursor.clone(), at.collector(&port)?)),
        })
    }
}

/// Where late records go.
pub(crate) enum Late<T> {
    Ignored,
    DeadLetters(fn(&Tally, &Record<T>)),
    Stream(Buffer<T>),
}

impl<T: Send> Late<T> {
    pub(crate) fn take(&mut self, record: Record<T>, tally: &Tally) {
        match self {
            Self::Ignored => tally.count(Entry::Late, 1),
            Self::DeadLetters(reject) => reject(tally, &record),
            Self::Stream(buffer) => {
                tally.count(Entry::Late, 1);
                buffer.push(record);
            }
        }
    }

    pub(crate) fn pause(&mut self) -> Result<()> {
        match self {
            Self::Stream(buffer) => buffer.pause(),
            _ => Ok(()),
        }
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> Result<()> {
        match self {
            Self::Stream(buffer) => buffer.signal(signal),
            _ => Ok(()),
        }
    }

    pub(crate) fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        match self {
            Self::Stream(buffer) => buffer.flush(),
            _ => Box::pin(ready(Ok(()))),
        }
    }
}
