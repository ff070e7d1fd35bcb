//! One connection through the proxy.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::time::sleep;

use super::state::{Fate, Mode, State};

const CHUNK: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Reply,
}

/// This connection is to be closed.
struct Cut;

/// Serves a client until one side has had enough or the connection is cut. `since`: the cuts before it was accepted.
pub(super) async fn serve(client: TcpStream, target: String, state: watch::Sender<State>, since: u64) {
    let unanswered = AtomicBool::new(false);
    let gate = |direction| Gate { changes: state.subscribe(), state: &state, since, direction };
    let pass = async {
        gate(Direction::Request).open().await?;
        let server = TcpStream::connect(&target).await.map_err(|_| Cut)?;
        for stream in [&client, &server] {
            stream.set_nodelay(true).map_err(|_| Cut)?;
        }
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let requests = pump(from_client, to_server, gate(Direction::Request), &unanswered);
        let replies = pump(from_server, to_client, gate(Direction::Reply), &unanswered);
        tokio::try_join!(requests, replies)
    };
    let mut cut = state.subscribe();
    tokio::select! {
        // Both ends are closed by dropping them.
        _ = pass => {}
        _ = cut.wait_for(|state| state.cuts != since) => {}
    }
}

/// Passes one direction on, to its end. `unanswered`: the next reply is dropped.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut gate: Gate<'_>,
    unanswered: &AtomicBool,
) -> Result<(), Cut> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = from.read(&mut chunk).await.map_err(|_| Cut)?;
        gate.open().await?;
        if length == 0 {
            return to.shutdown().await.map_err(|_| Cut);
        }
        gate.trap(&chunk[..length], unanswered)?;
        let (passing, spent) = gate.change(|state| state.spend(length));
        to.write_all(&chunk[..passing]).await.map_err(|_| Cut)?;
        if spent {
            gate.change(|state| state.cuts += 1);
            return Err(Cut);
        }
    }
}

/// What one direction of a connection has to pass.
struct Gate<'s> {
    state: &'s watch::Sender<State>,
    changes: watch::Receiver<State>,
    since: u64,
    direction: Direction,
}

impl Gate<'_> {
    /// Waits until bytes may pass. They meet what holds at the end of their wait.
    async fn open(&mut self) -> Result<(), Cut> {
        let mut delayed = false;
        loop {
            let (mode, delay, cuts) = {
                let state = self.changes.borrow_and_update();
                (state.mode, state.delay, state.cuts)
            };
            if cuts != self.since {
                return Err(Cut);
            }
            match mode {
                Mode::Refuse => return Err(Cut),
                Mode::DropReplies if self.direction == Direction::Reply => return Err(Cut),
                Mode::BlackHole => self.changes.changed().await.map_err(|_| Cut)?,
                Mode::Pass | Mode::DropReplies if delayed || delay.is_zero() => return Ok(()),
                Mode::Pass | Mode::DropReplies => {
                    delayed = true;
                    sleep(delay).await;
                }
            }
        }
    }

    /// Looks for the request that is waited for, and drops the answer of one that was found.
    fn trap(&self, bytes: &[u8], unanswered: &AtomicBool) -> Result<(), Cut> {
        if self.direction == Direction::Reply {
            if !unanswered.load(Ordering::Acquire) {
                return Ok(());
            }
        } else {
            match self.change(|state| state.catch(bytes)) {
                None => return Ok(()),
                Some(Fate::Unanswered) => {
                    unanswered.store(true, Ordering::Release);
                    return Ok(());
                }
                Some(Fate::Lost) => {}
            }
        }
        self.change(|state| state.caught += 1);
        Err(Cut)
    }

    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut answer = None;
        self.state.send_if_modified(|state| {
            let before = (state.cuts, state.mode);
            answer = Some(change(state));
            before != (state.cuts, state.mode)
        });
        answer.unwrap_or_else(|| unreachable!("the change is made at once"))
    }
}
