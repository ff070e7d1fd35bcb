//! Accepts connections and carries out orders.

use std::fmt;
use std::sync::mpsc as answers;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use super::connection::serve;
use super::state::{Mode, State};
use crate::own_runtime::spawn;

/// A change, and whom to tell that it holds.
pub(super) struct Order {
    pub(super) change: Box<dyn FnOnce(&mut State) + Send>,
    pub(super) done: answers::Sender<()>,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Order")
    }
}

/// Runs until nobody can give orders any more, or the port cannot be had again. Then everything is closed.
pub(super) async fn listen(listener: TcpListener, target: String, orders: mpsc::UnboundedReceiver<Order>) {
    let state = watch::Sender::new(State::default());
    serve_all(listener, target, orders, &state).await;
    state.send_modify(|state| state.cuts += 1);
}

async fn serve_all(
    listener: TcpListener,
    target: String,
    mut orders: mpsc::UnboundedReceiver<Order>,
    state: &watch::Sender<State>,
) {
    let Ok(address) = listener.local_addr() else { return };
    let mut listener = Some(listener);
    loop {
        tokio::select! {
            // A connection that was there before an order is the older state's.
            biased;
            client = accept(listener.as_ref()) => {
                if let Some(client) = client {
                    let since = state.borrow().cuts;
                    spawn(serve(client, target.clone(), state.clone(), since));
                }
            }
            order = orders.recv() => {
                let Some(Order { change, done }) = order else { return };
                state.send_modify(change);
                if state.borrow().mode == Mode::Refuse {
                    listener = None;
                } else if listener.is_none() {
                    // An error drops `done`, and that is seen.
                    let Ok(again) = TcpListener::bind(address).await else { return };
                    listener = Some(again);
                }
                let _ = done.send(());
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> Option<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.ok().map(|(client, _)| client),
        None => std::future::pending().await,
    }
}
