use std::io::Read;
use std::process::{Command, Stdio};

use aqueduct_integration_tests::postgres::Postgres;

use crate::{docker, eventually};

const CHILD: &str = "AQUEDUCT_TEST_CHILD";

fn exists(id: &str) -> bool {
    docker(&["ps", "-aq", "--no-trunc"]).lines().any(|there| there == id)
}

/// The container that publishes the port of this URL.
fn publishing(url: &str) -> String {
    let port = url.rsplit_once(':').unwrap().1.split('/').next().unwrap();
    docker(&["ps", "-q", "--no-trunc", "--filter", &format!("publish={port}")])
}

#[tokio::test]
async fn a_dropped_server_is_removed() {
    let Some(postgres) = Postgres::own().await else { return };
    let id = publishing(postgres.url());
    assert!(exists(&id));
    drop(postgres);
    eventually("the container is gone", async || !exists(&id)).await;
}

#[tokio::test]
async fn a_frozen_server_of_a_killed_process_is_removed() {
    // The child is this test again.
    if std::env::var_os(CHILD).is_some() {
        let Some(postgres) = Postgres::shared().await else { return };
        postgres.pause().await;
        println!("<{}>", publishing(postgres.url()));
        std::future::pending::<()>().await;
    }
    if Postgres::own().await.is_none() {
        return;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "left_behind::a_frozen_server_of_a_killed_process_is_removed", "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut output = child.stdout.take().unwrap();
    let mut byte = [0];
    while !said.ends_with('>') && output.read(&mut byte).unwrap() == 1 {
        said.push(char::from(byte[0]));
    }
    let id = said.rsplit_once('<').unwrap().1.trim_end_matches('>').to_owned();
    assert!(exists(&id), "{said}");
    child.kill().unwrap(); // with SIGKILL
    child.wait().unwrap();
    eventually("the container is gone", async || !exists(&id)).await;
}

#[tokio::test]
async fn ports_are_open_on_this_host_alone() {
    let Some(postgres) = Postgres::own().await else { return };
    let id = publishing(postgres.url());
    let ports = docker(&["port", &id]);
    assert!(!ports.is_empty());
    assert!(ports.lines().all(|line| line.contains("-> 127.0.0.1:")), "{ports}");
}
