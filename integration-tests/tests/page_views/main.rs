//! Views per page, from a real Kafka to a real PostgreSQL, by the example `page_views`: a process of its own that is
//! killed again and again. Afterwards the tables are compared, row for row, with what a plain count yields.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the window tests need more of it")]
#[path = "../windows/dice.rs"]
mod dice;
#[expect(dead_code, reason = "the Kafka tests need more of it")]
#[path = "../../../connectors/kafka/tests/kafka/outside.rs"]
mod outside;
#[expect(dead_code, reason = "the Kafka tests need more of it")]
#[path = "../kafka/real.rs"]
mod real;

mod compare;
mod database;
mod expected;
mod input;
mod message;
mod program;
mod quickstart;
mod story;

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_loses_nothing_and_doubles_nothing() {
    story::tell(20_000, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "soak: 200,000 records and ten kills"]
async fn a_process_that_is_killed_ten_times_loses_nothing_and_doubles_nothing() {
    story::tell(200_000, 10).await;
}
