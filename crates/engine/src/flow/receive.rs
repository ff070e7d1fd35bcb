use super::{Collector, Inputs, Message, Signal};
use crate::account::TaskEnd;
use aqueduct_core::Result;
use futures_util::future::{BoxFuture, FutureExt};

/// Runs one receiving subtask: everything that comes is passed on, until the last barrier.
pub(crate) async fn receive<E: Send>(
    mut inputs: Inputs<E>,
    mut out: Box<dyn Collector<E>>,
    mut end: TaskEnd,
) -> Result<()> {
    out.flush().await?;
    // Whether something may lie in a part-filled batch.
    let mut partial = false;
    loop {
        let message = match inputs.next().now_or_never() {
            Some(message) => Some(message?),
            None => next_or_linger(&mut inputs, partial.then(|| end.linger())).await?,
        };
        match message {
            Some((from, Message::Batch(mut batch))) => {
                let bytes = batch.bytes;
                out.batch(&mut batch)?;
                out.flush().await?;
                inputs.give_back(from, bytes, batch.items);
                partial = true;
            }
            Some((_, Message::Signal(signal))) => {
                out.signal(signal)?;
                out.flush().await?;
                if let Signal::Barrier(barrier) = signal {
                    end.barrier(barrier).await?;
                    out.flush().await?;
                    if barrier.last {
                        return Ok(());
                    }
                }
            }
            None => {
                out.signal(Signal::Linger)?;
                out.flush().await?;
                partial = false;
            }
        }
        end.settle().await?;
    }
}

/// `None` when nothing came for the linger.
async fn next_or_linger<E>(
    inputs: &mut Inputs<E>,
    linger: Option<BoxFuture<'static, ()>>,
) -> Result<Option<(usize, Message<E>)>> {
    let Some(linger) = linger else {
        return inputs.next().await.map(Some);
    };
    tokio::select! {
        biased;
        message = inputs.next() => message.map(Some),
        () = linger => Ok(None),
    }
}
