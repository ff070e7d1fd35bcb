use crate::mock::Mock;
use crate::outside::{PATIENCE, Publisher};
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_core::{ErrorKind, Source, SourceReader};
use aqueduct_kafka::KafkaSource;
use aqueduct_kafka::rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use std::time::{Duration, Instant};

fn mock() -> (Mock, Publisher) {
    let mock = Mock::new();
    mock.create("orders", 1);
    let publisher = Publisher::new(&mock.brokers);
    publisher.texts("orders", 0, ["a"]);
    (mock, publisher)
}

#[tokio::test(flavor = "multi_thread")]
async fn brokers_that_stay_away_are_unavailable_and_not_before() {
    let (mock, publisher) = mock();
    let builder = KafkaSource::builder(&mock.brokers, ["orders"]).outage(Duration::from_secs(4));
    let source = builder.stall(Duration::from_secs(4)).decode(Text).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(1).await;
    // Back in time: nothing is said of it.
    mock.with(|cluster| cluster.broker_down(1)).unwrap();
    steps.read_on(Duration::from_millis(700)).await;
    mock.with(|cluster| cluster.broker_up(1)).unwrap();
    publisher.texts("orders", 0, ["b"]);
    steps.read(2).await;
    mock.with(|cluster| cluster.broker_down(1)).unwrap();
    let error = steps.fails().await;
    assert_eq!((error.kind(), error.context("brokers")), (ErrorKind::Unavailable, Some(&*mock.brokers)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_broker_is_named_within_the_timeout() {
    let source = KafkaSource::builder("127.0.0.1:1", ["orders"]).timeout(Duration::from_secs(1));
    let source = source.decode(Text).build().unwrap();
    let began = Instant::now();
    let error = source.discover(true, &[]).await.unwrap_err();
    assert_eq!((error.kind(), error.context("brokers")), (ErrorKind::Unavailable, Some("127.0.0.1:1")));
    assert!(began.elapsed() < PATIENCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaders_that_move_are_waited_for() {
    let (mock, publisher) = mock();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(Text).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(1).await;
    let moved = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION; 3];
    mock.with(move |cluster| cluster.request_errors(RDKafkaApiKey::Fetch, &moved));
    let busy = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE; 2];
    mock.with(move |cluster| cluster.request_errors(RDKafkaApiKey::ListOffsets, &busy));
    publisher.texts("orders", 0, ["b"]);
    steps.read(2).await;
    let splits = source.discover(false, &[]).await.unwrap().splits;
    let mut again = Steps::open(&source, splits).await;
    again.read(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_read_a_topic_is_denied() {
    let (mock, _publisher) = mock();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(Text).build().unwrap();
    let splits = source.discover(true, &[]).await.unwrap().splits;
    let denied = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED; 20];
    mock.with(move |cluster| cluster.request_errors(RDKafkaApiKey::Fetch, &denied));
    let mut steps = Steps::open(&source, splits).await;
    assert_eq!(steps.fails().await.kind(), ErrorKind::Denied);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_the_client_would_skip_stop_the_reader() {
    let (mock, _publisher) = mock();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(Text).build().unwrap();
    let splits = source.discover(true, &[]).await.unwrap().splits;
    let corrupt = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_MSG; 20];
    mock.with(move |cluster| cluster.request_errors(RDKafkaApiKey::Fetch, &corrupt));
    let mut steps = Steps::open(&source, splits).await;
    assert_eq!(steps.fails().await.kind(), ErrorKind::Unavailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_is_told_with_the_next_and_disturbs_nothing() {
    let (mock, publisher) = mock();
    let source =
        KafkaSource::builder(&mock.brokers, ["orders"]).group("billing").decode(Text).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(1).await;
    let refused = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED; 20];
    mock.with(move |cluster| cluster.request_errors(RDKafkaApiKey::OffsetCommit, &refused));
    steps.reader.acknowledge(&steps.resumes.clone()).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    let error = loop {
        if let Err(error) = steps.reader.acknowledge(&[]).await {
            break error;
        }
        steps.step().await.unwrap();
        assert!(Instant::now() < deadline, "nothing was told of the commit");
    };
    assert!(error.is_transient(), "{error}");
    publisher.texts("orders", 0, ["b"]);
    steps.read(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_without_a_group_commits_nothing() {
    let (mock, _publisher) = mock();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(Text).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(1).await;
    steps.reader.acknowledge(&steps.resumes.clone()).await.unwrap();
    steps.read_on(Duration::from_millis(500)).await;
    let group = "aqueduct-reads-without-a-group";
    assert_eq!(crate::outside::committed(&mock.brokers, group, "orders", 0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_that_silently_stops_is_noticed_and_another_goes_on() {
    let (mock, publisher) = mock();
    let builder = KafkaSource::builder(&mock.brokers, ["orders"]).stall(Duration::from_secs(2));
    let source = builder.decode(Text).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(1).await;
    // Quiet, but with nothing to read: that is no stall.
    steps.read_on(Duration::from_secs(4)).await;
    let moved = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION; 10_000];
    mock.with(move |cluster| cluster.request_errors(RDKafkaApiKey::Fetch, &moved));
    publisher.texts("orders", 0, ["b"]);
    let error = steps.fails().await;
    assert_eq!((error.kind(), error.context("partition")), (ErrorKind::Unavailable, Some("orders/0")));
    assert_eq!((error.context("next"), error.context("end")), (Some("1"), Some("2")));
    mock.with(|cluster| cluster.clear_request_errors(RDKafkaApiKey::Fetch));
    let mut steps = Steps::open(&source, vec![steps.resumes.pop().unwrap()]).await;
    steps.read(1).await;
    assert_eq!(steps.values, ["b"]);
}
