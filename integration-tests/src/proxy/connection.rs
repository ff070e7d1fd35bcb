//! One connection through the proxy.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::time::sleep;

use super::state::{Mode, State};

const CHUNK: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Reply,
}

/// This connection is to be closed.
struct Cut;

/// Serves a client until one side has had enough or the connection is cut. `since`: the cuts before it was accepted.
pub(super) async fn serve(client: TcpStream, target: String, state: watch::Receiver<State>, since: u64) {
    let mut gate = Gate { state: state.clone(), since };
    let pass = async {
        gate.open(Direction::Request).await?;
        let server = TcpStream::connect(&target).await.map_err(|_| Cut)?;
        for stream in [&client, &server] {
            stream.set_nodelay(true).map_err(|_| Cut)?;
        }
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let requests = pump(from_client, to_server, Direction::Request, Gate { state: state.clone(), since });
        let replies = pump(from_server, to_client, Direction::Reply, Gate { state: state.clone(), since });
        tokio::try_join!(requests, replies)
    };
    let mut cut = state.clone();
    tokio::select! {
        // Both ends are closed by dropping them.
        _ = pass => {}
        _ = cut.wait_for(|state| state.cuts != since) => {}
    }
}

/// Passes one direction on, to its end.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    direction: Direction,
    mut gate: Gate,
) -> Result<(), Cut> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = from.read(&mut chunk).await.map_err(|_| Cut)?;
        gate.open(direction).await?;
        if length == 0 {
            return to.shutdown().await.map_err(|_| Cut);
        }
        to.write_all(&chunk[..length]).await.map_err(|_| Cut)?;
    }
}

struct Gate {
    state: watch::Receiver<State>,
    since: u64,
}

impl Gate {
    /// Waits until bytes may pass. They meet what holds at the end of their wait.
    async fn open(&mut self, direction: Direction) -> Result<(), Cut> {
        let mut delayed = false;
        loop {
            let State { mode, delay, cuts } = *self.state.borrow_and_update();
            if cuts != self.since {
                return Err(Cut);
            }
            match mode {
                Mode::Refuse => return Err(Cut),
                Mode::DropReplies if direction == Direction::Reply => return Err(Cut),
                Mode::BlackHole => self.state.changed().await.map_err(|_| Cut)?,
                Mode::Pass | Mode::DropReplies if delayed || delay.is_zero() => return Ok(()),
                Mode::Pass | Mode::DropReplies => {
                    delayed = true;
                    sleep(delay).await;
                }
            }
        }
    }
}
