//! A server under an address that its certificate does not name.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

/// Makes what listens at `address` reachable at another address of this machine, 127.0.0.2, for as long as the caller's
/// runtime lives. Returns that address.
pub async fn elsewhere(address: impl Into<String>) -> String {
    let address = address.into();
    let listener =
        TcpListener::bind("127.0.0.2:0").await.unwrap_or_else(|e| panic!("no port at 127.0.0.2: {e}"));
    let here = listener.local_addr().unwrap_or_else(|e| panic!("no address at 127.0.0.2: {e}")).to_string();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let Ok(mut server) = TcpStream::connect(&address).await else { return };
            tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });
    here
}
