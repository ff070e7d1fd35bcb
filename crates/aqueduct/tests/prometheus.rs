//! One test, because a process has one place for its metrics.

use aqueduct::ErrorKind;
use aqueduct::prelude::*;
use std::net::{SocketAddr, TcpListener};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn metrics_of_a_run_can_be_read_over_http() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = aqueduct::prometheus::serve(address).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(error.context("address"), Some(address.to_string().as_str()));
    assert!(error.to_string().contains("in use"), "{error}");

    drop(taken);
    aqueduct::prometheus::serve(address).unwrap();
    let log = MemoryLog::new(1);
    log.append_all(0, (0..10).map(|n| (n, EventTime::from_secs(1))));
    let pipeline = Pipeline::new("metered");
    pipeline.ignore_dead_letters();
    let small = pipeline.source("numbers", MemorySource::new(&log).bounded()).require("small", |n| *n < 7);
    small.sink("out", MemorySink::append(&MemoryTable::new()));
    pipeline.run(Options::new().signals(false)).await.unwrap();
    let text = get(address).await.unwrap();
    for line in [
        "aqueduct_records_in_total{pipeline=\"metered\",step=\"small\"} 10",
        "aqueduct_records_out_total{pipeline=\"metered\",step=\"small\"} 7",
        "aqueduct_dead_letters_total{pipeline=\"metered\",step=\"small\",reason=\"rule\",rule=\"small\"} 3",
        "aqueduct_checkpoint_seconds_bucket{pipeline=\"metered\",le=\"10\"}",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }

    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = aqueduct::prometheus::serve(free).unwrap_err();
    assert!(error.message().contains("already"), "{error}");
    TcpListener::bind(free).unwrap();
}

#[test]
fn outside_a_runtime_nothing_can_be_served() {
    let error = aqueduct::prometheus::serve(aqueduct::prometheus::LOCAL).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

async fn get(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
