//! Mistakes about rows.

use super::mistake;
use crate::sink_twins::wrong_sink::{Answer, Inner, Mistake, Rows, SinkOf, WriterOf};
use aqueduct_core::{Delivery, Result, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{Append, Upsert};
use aqueduct_testkit::Sample;
use async_trait::async_trait;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

mistake! {
    /// An off-by-one in the batch.
    LosesTheLastRow of Append {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            rows.pop();
            inner.write(rows).await
        }
    }
}

/// The last batch stays in memory until the next one comes.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeepsTheLastBatch(Rows);

#[async_trait]
impl Mistake for KeepsTheLastBatch {
    type Kind = Append;

    async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
        std::mem::swap(&mut self.0, rows);
        inner.write(rows).await
    }
}

mistake! {
    /// Meant to replace rows with the same key, and appends them.
    AppendsInsteadOfReplacing of Append {
        const DELIVERY: Delivery = Delivery::Upsert;
    }
}

mistake! {
    /// Keeps the first of equal keys within a request.
    KeepsTheFirstOfAKey of Upsert<Sample> {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            let mut seen = HashSet::new();
            rows.retain(|row| seen.insert(row.value.id));
            inner.write(rows).await
        }
    }
}

mistake! {
    /// The request is cut at what the server takes.
    CutsLargeBatches of Append {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            rows.truncate(1_000);
            inner.write(rows).await
        }
    }
}

mistake! {
    /// Helpful with white space.
    TrimsTexts of Append {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            rows.iter_mut().for_each(|row| row.value.text = row.value.text.trim().to_owned());
            inner.write(rows).await
        }
    }
}

mistake! {
    /// One bad row condemns its request.
    RefusesTheWholeBatch of Append {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            if rows.iter().any(|row| row.value.text == "bad") {
                rows.iter_mut().for_each(|row| row.value.text = "bad".into());
            }
            inner.write(rows).await
        }
    }
}

mistake! {
    /// The rows of a failed request are gone.
    DropsWhatItCouldNotWrite of Append {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            let answer = inner.write(rows).await;
            rows.clear();
            answer
        }
    }
}

mistake! {
    /// Puts all rows back, whatever became of them.
    LeavesWhatItHasWritten of Append {
        async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
            let all = rows.clone();
            let answer = inner.write(rows).await;
            if answer.is_err() {
                *rows = all;
            }
            answer
        }
    }
}

/// One connection for all writers, and each that opens takes it over.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharesAConnection(Arc<AtomicUsize>, Option<usize>);

#[async_trait]
impl Mistake for SharesAConnection {
    type Kind = Append;

    async fn open(
        &self,
        inner: &Inner<SinkOf<Self>>,
        subtask: SubtaskId,
        run: &Run,
    ) -> Result<WriterOf<Self>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        inner.sink.open(subtask, run).await
    }

    async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
        // The first to write finds the connection of the last that was opened.
        let taken = self.0.load(Ordering::Relaxed) > 1 && self.1.is_none();
        self.1 = Some(0);
        if taken {
            rows.clear();
        }
        inner.write(rows).await
    }
}
