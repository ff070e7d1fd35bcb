use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_core::{ErrorKind, Source};
use aqueduct_integration_tests::kafka::{Kafka, PASSWORD, USER};
use aqueduct_kafka::{KafkaSource, KafkaSplit, Mechanism, Sasl};
use std::time::{Duration, Instant};

/// What the feature `kafka-ssl` is needed for is tried with it.
fn mechanisms() -> &'static [Mechanism] {
    const ALL: [Mechanism; 3] = [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512];
    if cfg!(feature = "kafka-ssl") { &ALL } else { &ALL[..1] }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_reads() {
    let Some(kafka) = Kafka::own().await else { return };
    let topic = Topic::on(kafka.brokers(), 1, &[]).await;
    topic.numbers(0, 0..10);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{PASSWORD}\n")).unwrap();
    for mechanism in mechanisms() {
        for sasl in [Sasl::new(*mechanism, USER, PASSWORD), Sasl::with_file(*mechanism, USER, file.path())] {
            let builder = KafkaSource::builder(kafka.sasl_brokers(), [&topic.name]).sasl(sasl);
            let mut steps = Steps::begin(&builder.decode(Text).build().unwrap()).await;
            steps.read(10).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_denied_at_once_and_not_shown() {
    let Some(kafka) = Kafka::own().await else { return };
    let topic = Topic::on(kafka.brokers(), 1, &[]).await;
    let wrong = "pass-marker-9176";
    for mechanism in mechanisms() {
        let builder =
            KafkaSource::builder(kafka.sasl_brokers(), [&topic.name]).timeout(Duration::from_secs(60));
        let source = builder.sasl(Sasl::new(*mechanism, USER, wrong)).decode(Text).build().unwrap();
        let split = KafkaSplit { topic: topic.name.clone(), partition: 0, next: 0, end: None };
        let began = Instant::now();
        let errors =
            [source.discover(true, &[]).await.unwrap_err(), source.open(vec![split]).await.unwrap_err()];
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
            assert!(!format!("{error:?} {source:?}").contains(wrong), "{error}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_password_a_listener_that_wants_one_is_not_read() {
    let Some(kafka) = Kafka::own().await else { return };
    let builder = KafkaSource::builder(kafka.sasl_brokers(), ["orders"]).timeout(Duration::from_secs(3));
    let error = builder.decode(Text).build().unwrap().discover(true, &[]).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Denied), "{error}");
    assert_eq!(error.context("brokers"), Some(&*kafka.sasl_brokers()));
}
