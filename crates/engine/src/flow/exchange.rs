use super::inputs::Input;
use super::{Batch, Inputs, Outlet, Outlets};
use aqueduct_core::{Error, EventTime, Result};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// Batches under way per channel.
const DEPTH: usize = 8;

/// All channels between the producers and the consumers of one exchange, in one start. Each end is
/// taken once.
pub(crate) struct Wires<E> {
    outlets: Vec<Option<Outlets<E>>>,
    inputs: Vec<Option<Vec<Input<E>>>>,
}

/// Wires of some type.
pub(crate) type WiresSlot = Box<dyn std::any::Any>;

impl<E: Send> Wires<E> {
    /// Every channel may hold `limit` bytes.
    pub(crate) fn new(producers: usize, consumers: usize, limit: usize, step: &str) -> Self {
        let mut outlets: Vec<_> = (0..producers).map(|_| Vec::with_capacity(consumers)).collect();
        let mut inputs = Vec::with_capacity(consumers);
        for _ in 0..consumers {
            let mut from = Vec::with_capacity(producers);
            for row in &mut outlets {
                let (outlet, input) = channel(limit, step);
                row.push(outlet);
                from.push(input);
            }
            inputs.push(Some(from));
        }
        Self { outlets: outlets.into_iter().map(|row| Some(Outlets(row))).collect(), inputs }
    }

    pub(crate) fn outlets(&mut self, producer: usize) -> Result<Outlets<E>> {
        self.outlets.get_mut(producer).and_then(Option::take).ok_or_else(taken)
    }

    pub(crate) fn inputs(&mut self, consumer: usize) -> Result<Vec<Input<E>>> {
        self.inputs.get_mut(consumer).and_then(Option::take).ok_or_else(taken)
    }
}

fn taken() -> Error {
    Error::internal("one end of an exchange was asked for twice")
}

impl<E: Send> Inputs<E> {
    /// A single channel, made on its own, and this receiver for more of them.
    pub(crate) fn add(inputs: &mut Vec<Input<E>>, limit: usize, step: &str) -> Outlet<E> {
        let (outlet, input) = channel(limit, step);
        inputs.push(input);
        outlet
    }
}

/// `step` is what receives, for metrics.
fn channel<E: Send>(limit: usize, step: &str) -> (Outlet<E>, Input<E>) {
    let (to, from) = mpsc::channel(DEPTH);
    let (back, empties) = mpsc::channel(DEPTH + 2);
    let limit = limit.min(u32::MAX as usize);
    let room = Arc::new(Semaphore::new(limit));
    let outlet = Outlet {
        to,
        empties,
        room: Arc::clone(&room),
        limit,
        filling: Batch::default(),
        sealed: VecDeque::new(),
        fill: metrics::gauge!("aqueduct_queue_batches", "step" => step.to_owned()),
        sizes: metrics::histogram!("aqueduct_batch_elements", "step" => step.to_owned()),
    };
    let input = Input { from, empties: back, room, watermark: EventTime::MIN, barrier: None };
    (outlet, input)
}
