use std::io::ErrorKind;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Proxy;

const MOMENT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(30);

/// A server that answers each byte with the next one, and tells what it was asked.
async fn server() -> (String, mpsc::UnboundedReceiver<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, asked) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let tell = tell.clone();
            tokio::spawn(async move {
                while let Ok(byte) = stream.read_u8().await {
                    let _ = tell.send(byte);
                    if stream.write_u8(byte + 1).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, asked)
}

async fn ask(stream: &mut TcpStream, byte: u8) -> std::io::Result<u8> {
    stream.write_u8(byte).await?;
    timeout(LONG, stream.read_u8()).await.unwrap()
}

/// The next requests that the server has been asked.
async fn served(asked: &mut mpsc::UnboundedReceiver<u8>, wanted: &[u8]) {
    for byte in wanted {
        assert_eq!(asked.recv().await, Some(*byte));
    }
}

async fn connected(proxy: &Proxy) -> TcpStream {
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(ask(&mut stream, 1).await.unwrap(), 2);
    stream
}

#[tokio::test]
async fn a_healthy_proxy_passes_everything_both_ways() {
    let (address, _asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let stream = connected(&proxy).await;
    let (mut reading, mut writing) = stream.into_split();
    let sent: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0] / 2).collect();
    let wanted = Vec::from_iter(sent.iter().map(|byte| byte + 1));
    let write = async move {
        writing.write_all(&sent).await.unwrap();
        writing.shutdown().await.unwrap();
    };
    let mut got = Vec::new();
    let (_, read) = tokio::join!(write, reading.read_to_end(&mut got));
    read.unwrap();
    assert!(got == wanted, "{} bytes of {}", got.len(), wanted.len());
}

#[tokio::test]
async fn a_cut_closes_what_is_open_and_new_connections_work() {
    let (address, _asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut streams = [connected(&proxy).await, connected(&proxy).await];
    proxy.cut();
    for stream in &mut streams {
        ask(stream, 1).await.unwrap_err();
    }
    connected(&proxy).await;
}

#[tokio::test]
async fn a_black_hole_accepts_and_is_silent_until_it_heals() {
    let (address, mut asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut old = connected(&proxy).await;
    assert_eq!(asked.recv().await, Some(1));
    proxy.black_hole();
    let mut new = TcpStream::connect(proxy.address()).await.unwrap();
    for stream in [&mut old, &mut new] {
        stream.write_u8(7).await.unwrap();
        timeout(MOMENT, stream.read_u8()).await.unwrap_err();
    }
    assert!(asked.try_recv().is_err());
    proxy.heal();
    for stream in [&mut old, &mut new] {
        assert_eq!(timeout(LONG, stream.read_u8()).await.unwrap().unwrap(), 8);
    }
}

#[tokio::test]
async fn a_dropped_reply_is_one_to_a_request_that_was_served() {
    let (address, mut asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut stream = connected(&proxy).await;
    assert_eq!(asked.recv().await, Some(1));
    proxy.drop_replies();
    ask(&mut stream, 9).await.unwrap_err();
    assert_eq!(asked.recv().await, Some(9));
    proxy.heal();
    connected(&proxy).await;
}

#[tokio::test]
async fn after_so_many_bytes_everything_is_closed() {
    let (address, mut asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut streams = [connected(&proxy).await, connected(&proxy).await];
    proxy.cut_after(3);
    assert_eq!(ask(&mut streams[0], 5).await.unwrap(), 6);
    ask(&mut streams[1], 7).await.unwrap_err();
    ask(&mut streams[0], 8).await.unwrap_err();
    served(&mut asked, &[1, 1, 5, 7]).await;
    connected(&proxy).await;
}

#[tokio::test]
async fn the_answer_to_one_request_is_dropped_and_the_server_has_served_it() {
    let (address, mut asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut streams = [connected(&proxy).await, connected(&proxy).await];
    proxy.drop_replies_to(&[9], 1);
    assert_eq!(ask(&mut streams[0], 5).await.unwrap(), 6);
    ask(&mut streams[0], 9).await.unwrap_err();
    assert_eq!(proxy.caught(), 1);
    assert_eq!(ask(&mut streams[1], 9).await.unwrap(), 10);
    served(&mut asked, &[1, 1, 5, 9, 9]).await;
}

#[tokio::test]
async fn a_lost_request_never_arrives() {
    let (address, mut asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut stream = connected(&proxy).await;
    proxy.lose_requests(&[9], 1);
    ask(&mut stream, 9).await.unwrap_err();
    assert_eq!(proxy.caught(), 1);
    let mut stream = connected(&proxy).await;
    assert_eq!(ask(&mut stream, 9).await.unwrap(), 10);
    served(&mut asked, &[1, 1, 9]).await;
}

#[tokio::test]
async fn a_refusing_proxy_closes_connections_and_is_not_there_until_it_heals() {
    let (address, _asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut stream = connected(&proxy).await;
    for _ in 0..3 {
        proxy.refuse();
        ask(&mut stream, 1).await.unwrap_err();
        let refused = TcpStream::connect(proxy.address()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        proxy.heal();
        stream = connected(&proxy).await;
    }
}

#[tokio::test]
async fn a_delay_holds_requests_and_replies() {
    let (address, _asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut stream = connected(&proxy).await;
    proxy.delay(MOMENT);
    let start = Instant::now();
    assert_eq!(ask(&mut stream, 1).await.unwrap(), 2);
    assert!(start.elapsed() >= 2 * MOMENT, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_server_that_is_not_there_closes_the_connection() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let proxy = Proxy::to(&nobody).await;
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    ask(&mut stream, 1).await.unwrap_err();
}

#[tokio::test]
async fn a_dropped_proxy_closes_what_is_open() {
    let (address, _asked) = server().await;
    let proxy = Proxy::to(&address).await;
    let mut stream = connected(&proxy).await;
    drop(proxy);
    ask(&mut stream, 1).await.unwrap_err();
}
