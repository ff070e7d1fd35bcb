//! Mistakes about whose work it is.

use super::mistake;
use crate::sink_twins::wrong_sink::{Inner, Mistake, SinkOf, WriterOf};
use aqueduct_core::{Epoch, EventTime, Record, Result, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_memory::{Transactional, TwoPhase};
use aqueduct_testkit::Sample;
use async_trait::async_trait;

mistake! {
    /// The marker is never read.
    ForgetsTheMarker of Transactional {
        async fn claim(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<Option<Epoch>> {
            inner.sink.claim(run).await.map(|_| None)
        }
    }
}

mistake! {
    /// The progress row has no store.
    IgnoresTheStore of Transactional {
        async fn claim(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<Option<Epoch>> {
            inner.sink.claim(&Run { store: 0, ..run.clone() }).await
        }

        async fn open(&self, inner: &Inner<SinkOf<Self>>, subtask: SubtaskId, run: &Run) -> Result<WriterOf<Self>> {
            inner.sink.open(subtask, &Run { store: 0, ..run.clone() }).await
        }
    }
}

mistake! {
    /// The progress row has no owner.
    ShutsNobodyOut of Transactional {
        async fn claim(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<Option<Epoch>> {
            inner.sink.claim(&Run { incarnation: 0, ..run.clone() }).await
        }

        async fn open(&self, inner: &Inner<SinkOf<Self>>, subtask: SubtaskId, run: &Run) -> Result<WriterOf<Self>> {
            inner.sink.open(subtask, &Run { incarnation: 0, ..run.clone() }).await
        }
    }
}

mistake! {
    /// A file that is opened for checking, and forgotten.
    LeavesAProbe of TwoPhase {
        async fn open(&self, inner: &Inner<SinkOf<Self>>, subtask: SubtaskId, run: &Run) -> Result<WriterOf<Self>> {
            let mut probe = inner.sink.open(SubtaskId(99), run).await?;
            let row = Record::new(Sample::new(0, "probe"), EventTime::MIN);
            probe.write(&mut vec![row]).await?;
            inner.sink.open(subtask, run).await
        }
    }
}

mistake! {
    /// Somebody else will clean up.
    NeverSweeps of TwoPhase {
        async fn sweep(&self, _: &Inner<SinkOf<Self>>, _: &Run) -> Result<()> {
            Ok(())
        }
    }
}

mistake! {
    /// Everything that begins with our name is ours.
    SweepsByPrefix of TwoPhase {
        async fn sweep(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<()> {
            for name in inner.table.leftovers() {
                let parts: Vec<_> = name.split('/').collect();
                if parts[0].starts_with(&run.pipeline) {
                    let (pipeline, sink) = (parts[0].to_owned(), parts[1].to_owned());
                    inner.sink.sweep(&Run { pipeline, sink, ..run.clone() }).await?;
                }
            }
            Ok(())
        }
    }
}

mistake! {
    /// The store is left out of the names.
    SweepsOtherStores of TwoPhase {
        async fn sweep(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<()> {
            inner.sink.sweep(run).await?;
            inner.sink.sweep(&Run { store: run.store ^ 1, ..run.clone() }).await
        }
    }
}
