//! A network that fails when it is told to.

mod connection;
mod listener;
mod state;
#[cfg(test)]
mod tests;

use std::sync::mpsc as answers;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;

use self::listener::{Order, listen};
use self::state::{Fate, Mode, State, Trap};
use crate::own_runtime::{on_own_runtime, spawn};
use crate::ports;

/// Passes TCP connections on to a server, and breaks them in ways that a client must survive. What a method says holds
/// when it returns: later bytes and connections meet the fault. Faults of one kind replace each other; a delay is on top.
#[derive(Debug)]
pub struct Proxy {
    address: String,
    orders: mpsc::UnboundedSender<Order>,
}

impl Proxy {
    /// Listens on a free port of 127.0.0.1 and passes everything on to `HOST:PORT`, which is dialled once per connection
    /// and need not be there yet. Ends when it is dropped, and cuts what is open.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn to(target: &str) -> Self {
        Self::between(ports::free(1)[0], target).await
    }

    /// The same on a port that is known already.
    pub(crate) async fn between(port: u16, target: &str) -> Self {
        let address = format!("127.0.0.1:{port}");
        let target = target.to_owned();
        let (orders, ordered) = mpsc::unbounded_channel();
        let bound = address.clone();
        let listening = on_own_runtime(async move {
            let listener = TcpListener::bind(&bound).await?;
            spawn(listen(listener, target, ordered));
            Ok::<_, std::io::Error>(())
        });
        match listening.await {
            Ok(()) => Self { address, orders },
            Err(error) => panic!("no proxy on {address}: {error}"),
        }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Closes all open connections; new ones are served.
    pub fn cut(&self) {
        self.order(|state| state.cuts += 1);
    }

    /// Passes nothing, and accepts all the same: connections look alive. What was sent meanwhile arrives after
    /// [`heal`](Self::heal).
    pub fn black_hole(&self) {
        self.order(|state| state.mode = Mode::BlackHole);
    }

    /// Passes requests, and swallows the next answer on each connection and closes it: the server has done what the client
    /// never hears of.
    pub fn drop_replies(&self) {
        self.order(|state| state.mode = Mode::DropReplies);
    }

    /// Closes all open connections after so many more bytes, of both directions together; new ones are served.
    pub fn cut_after(&self, bytes: u64) {
        self.order(move |state| state.budget = Some(bytes.max(1)));
    }

    /// Waits for requests in which these bytes come in one piece. The next `times` of them never arrive, and their
    /// connections are closed.
    pub fn lose_requests(&self, bytes: &[u8], times: u64) {
        self.set_trap(bytes, Fate::Lost, times);
    }

    /// As [`lose_requests`](Self::lose_requests), but the requests arrive, and are answered: the answers are dropped.
    pub fn drop_replies_to(&self, bytes: &[u8], times: u64) {
        self.set_trap(bytes, Fate::Unanswered, times);
    }

    /// How many requests were lost and answers dropped by the two above.
    pub fn caught(&self) -> u64 {
        let (tell, caught) = answers::channel();
        self.order(move |state| {
            let _ = tell.send(state.caught);
        });
        caught.recv().unwrap_or_default()
    }

    fn set_trap(&self, bytes: &[u8], fate: Fate, times: u64) {
        assert!(!bytes.is_empty(), "every request holds nothing");
        let trap = Trap { bytes: bytes.into(), fate, times };
        self.order(|state| state.trap = Some(trap));
    }

    /// Closes all connections and refuses new ones, as when nothing listens.
    pub fn refuse(&self) {
        self.order(|state| {
            state.mode = Mode::Refuse;
            state.cuts += 1;
        });
    }

    /// Holds whatever passes this long, in both directions.
    pub fn delay(&self, delay: Duration) {
        self.order(move |state| state.delay = delay);
    }

    /// Passes everything again, at once. Connections that were closed stay so.
    pub fn heal(&self) {
        self.order(|state| {
            state.mode = Mode::Pass;
            state.delay = Duration::ZERO;
            (state.budget, state.trap) = (None, None);
        });
    }

    /// Waits for the listener, which is on a runtime of its own and answers at once.
    fn order(&self, change: impl FnOnce(&mut State) + Send + 'static) {
        let (done, answer) = answers::channel();
        let sent = self.orders.send(Order { change: Box::new(change), done });
        if sent.is_err() || answer.recv().is_err() {
            panic!("the proxy on {} has ended", self.address);
        }
    }
}
