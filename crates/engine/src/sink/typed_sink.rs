use super::AnySink;
use crate::checkpoint::{Raw, typed};
use aqueduct_core::{Delivery, Epoch, EventTime, Result, Run, Sink};
use async_trait::async_trait;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// A sink with its types.
pub(crate) struct TypedSink<T, S> {
    pub(crate) name: Arc<str>,
    pub(crate) sink: S,
    takes_letters: bool,
    /// The receiving end of "commit now", until the writer's subtask takes it.
    go: Mutex<Option<mpsc::UnboundedReceiver<Epoch>>>,
    rows: PhantomData<fn(T)>,
}

impl<T: Send + 'static, S: Sink<T>> TypedSink<T, S> {
    pub(crate) fn new(name: &str, sink: S, takes_letters: bool) -> Self {
        Self { name: name.into(), sink, takes_letters, go: Mutex::new(None), rows: PhantomData }
    }

    pub(super) fn take_go(&self) -> Option<mpsc::UnboundedReceiver<Epoch>> {
        self.go.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[async_trait]
impl<T: Send + 'static, S: Sink<T>> AnySink for TypedSink<T, S> {
    fn name(&self) -> &str {
        &self.name
    }

    fn delivery(&self) -> Delivery {
        self.sink.delivery()
    }

    fn takes_letters(&self) -> bool {
        self.takes_letters
    }

    async fn claim(&self, run: &Run) -> Result<Option<Epoch>> {
        self.sink.claim(run).await
    }

    async fn publish(&self, epoch: Epoch, watermark: EventTime, commits: &[Raw]) -> Result<()> {
        let commits = commits.iter().map(|c| typed("commit", &self.name, c));
        let typed: Vec<S::Commit> = commits.collect::<Result<_>>()?;
        self.sink.publish(epoch, watermark, &typed).await
    }

    async fn sweep(&self, run: &Run) -> Result<()> {
        self.sink.sweep(run).await
    }

    fn begin(&self) -> mpsc::UnboundedSender<Epoch> {
        let (to, from) = mpsc::unbounded_channel();
        *self.go.lock().unwrap_or_else(PoisonError::into_inner) = Some(from);
        to
    }
}
