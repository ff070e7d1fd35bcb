use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Json;
use aqueduct_core::{ErrorKind, Source};
use aqueduct_integration_tests::kafka::Kafka;
use aqueduct_kafka::KafkaSource;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_lives_through_restarts_and_kills_of_its_broker() {
    let Some(kafka) = Kafka::own().await else { return };
    let topic = Topic::on(kafka.brokers(), 2, &[]).await;
    let source =
        KafkaSource::builder(&topic.brokers, [&topic.name]).decode(Json::<u64>::new()).build().unwrap();
    topic.numbers(0, 0..1_000);
    let mut steps = Steps::begin(&source).await;
    steps.read(1_000).await;
    kafka.restart().await;
    topic.numbers(1, 1_000..2_000);
    steps.read(2_000).await;
    kafka.kill().await;
    steps.read_on(Duration::from_secs(1)).await;
    kafka.start().await;
    topic.numbers(0, 2_000..3_000);
    steps.read(3_000).await;
    steps.read_on(Duration::from_millis(300)).await;
    let mut values = steps.values.clone();
    values.sort_unstable();
    assert!(values.into_iter().eq(0..3_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_stays_away_is_unavailable_with_its_address() {
    let Some(kafka) = Kafka::own().await else { return };
    let topic = Topic::on(kafka.brokers(), 1, &[]).await;
    topic.numbers(0, 0..10);
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]).timeout(Duration::from_secs(3));
    let builder = builder.outage(Duration::from_secs(3)).stall(Duration::from_secs(4));
    let source = builder.decode(Json::<u64>::new()).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(10).await;
    let splits = source.discover(false, &[]).await.unwrap().splits;
    kafka.kill().await;
    let errors = [
        steps.fails().await,
        source.discover(false, &[]).await.unwrap_err(),
        source.open(splits.clone()).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.context("brokers")), (ErrorKind::Unavailable, Some(kafka.brokers())));
    }
    kafka.start().await;
    let mut again = Steps::open(&source, splits).await;
    again.read(10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_hangs_is_unavailable_and_read_again_when_it_goes_on() {
    let Some(kafka) = Kafka::own().await else { return };
    let topic = Topic::on(kafka.brokers(), 1, &[]).await;
    topic.numbers(0, 0..10);
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]).timeout(Duration::from_secs(2));
    let builder = builder.outage(Duration::from_secs(3)).stall(Duration::from_secs(2));
    let source = builder.decode(Json::<u64>::new()).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(10).await;
    kafka.pause().await;
    let error = steps.fails().await;
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    let error = source.discover(false, &[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    kafka.unpause().await;
    topic.numbers(0, 10..20);
    let mut steps = Steps::open(&source, vec![steps.resumes.pop().unwrap()]).await;
    steps.read(10).await;
    assert!(steps.values.into_iter().eq(10..20));
}
