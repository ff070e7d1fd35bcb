use super::Event;
use crate::graph::Running;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, watch};

/// Ends all tasks of a start at once: with the first error nothing more is sent.
#[derive(Clone, Debug)]
pub(super) struct Cancel(watch::Sender<bool>);

impl Cancel {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(super) fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// The task until its own end or the common one. It reports its end, and an error cancels the rest.
    pub(super) fn wrap(
        &self,
        task: String,
        running: Running,
        events: mpsc::UnboundedSender<Event>,
    ) -> BoxFuture<'static, ()> {
        let (cancel, mut cancelled) = (self.clone(), self.0.subscribe());
        Box::pin(async move {
            let result = tokio::select! {
                biased;
                // Why is another's to tell.
                _ = cancelled.wait_for(|c| *c) => Ok(()),
                result = running => result,
            };
            if result.is_err() {
                cancel.cancel();
            }
            // The coordinator waits for this before it starts anew.
            let _ = events.send(Event::Done { task, result });
        })
    }
}
