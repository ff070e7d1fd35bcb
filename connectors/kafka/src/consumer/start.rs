use super::command::Command;
use super::gate::Gate;
use super::thread::{ended, spawn};
use super::told::Told;
use super::worker::Worker;
use crate::client::{Client, Ends, Properties};
use crate::config::KafkaConfig;
use crate::position::Bounds;
use crate::split::KafkaSplit;
use aqueduct_core::{Decode, Error, Result};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc as blocking};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// A consumer that takes longer to close is worth a line in the log.
const CLOSING: Duration = Duration::from_secs(10);

/// A reader's end of the ways to its consumer.
pub(crate) struct Link<T> {
    pub(crate) told: mpsc::UnboundedReceiver<Told<T>>,
    pub(crate) commands: blocking::Sender<Command>,
    pub(crate) shared: Shared,
}

/// What both ends see.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) gate: Arc<Gate>,
    pub(crate) ends: Arc<Ends>,
    /// Why the last commit failed.
    pub(crate) commit_failure: Arc<Mutex<Option<Error>>>,
}

/// Starts a consumer on a thread of its own. Answers when it reads, or why it cannot.
pub(crate) async fn start<D: Decode>(
    config: &KafkaConfig,
    properties: &Properties,
    decoder: D,
    splits: Vec<KafkaSplit>,
) -> Result<Link<D::Item>> {
    let (config, properties) = (config.clone(), properties.clone());
    let (tell, told) = mpsc::unbounded_channel();
    let (commands, orders) = blocking::channel();
    let (ready, answer) = oneshot::channel();
    spawn("kafka-consumer", move || {
        let client = match connect(&properties, &splits, config.timeout()) {
            Ok(client) => client,
            Err(error) => return drop(ready.send(Err(error))),
        };
        let commit_failure = Arc::default();
        let shared = Shared { gate: Gate::new(), ends: client.ends(), commit_failure };
        if ready.send(Ok(shared.clone())).is_err() {
            return;
        }
        let worker = Worker::new(client, config, properties, decoder, (tell, orders), shared);
        work(worker, splits);
    })?;
    let shared = answer.await.unwrap_or_else(|_| Err(ended("it panicked before it read")))?;
    Ok(Link { told, commands, shared })
}

/// A client, if Kafka still has all positions.
fn connect(properties: &Properties, splits: &[KafkaSplit], timeout: Duration) -> Result<Client> {
    let client = Client::new(properties)?;
    let open: Vec<_> = splits.iter().filter(|split| !split.is_over()).cloned().collect();
    let bounds = Bounds::first(&client, &open, timeout)?;
    match open.iter().find_map(|split| bounds.lost(split)) {
        Some(lost) => Err(lost),
        None => Ok(client),
    }
}

/// Reads until there is no reader, or an error, and closes the consumer. Nobody waits for it.
fn work<D: Decode>(mut worker: Worker<D>, splits: Vec<KafkaSplit>) {
    // A panic in a decoder must reach the pipeline.
    let outcome = catch_unwind(AssertUnwindSafe(|| worker.run(splits)));
    let error = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(panic) => Some(ended(&format!("a panic: {}", words(&*panic)))),
    };
    if let Some(error) = error {
        worker.tell(Told::Broken(error));
    }
    let closing = Instant::now();
    drop(worker);
    if closing.elapsed() > CLOSING {
        tracing::warn!(took = ?closing.elapsed(), "a Kafka consumer was slow to close");
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}
