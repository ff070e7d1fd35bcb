use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_core::{ErrorKind, Source};
use aqueduct_integration_tests::elsewhere;
use aqueduct_integration_tests::kafka::Kafka;
use aqueduct_kafka::{KafkaSource, Tls};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn tls_reads_from_a_broker_whose_authority_is_trusted() {
    let Some(kafka) = Kafka::own().await else { return };
    let topic = Topic::on(kafka.brokers(), 1, &[]).await;
    topic.numbers(0, 0..10);
    let pem = std::fs::read_to_string(kafka.ca_certificate()).unwrap();
    for tls in [Tls::default().ca_file(kafka.ca_certificate()), Tls::default().ca_pem(pem)] {
        let builder = KafkaSource::builder(kafka.ssl_brokers(), [&topic.name]).tls(tls);
        let mut steps = Steps::begin(&builder.decode(Text).build().unwrap()).await;
        steps.read(10).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_is_not_trusted_is_denied_at_once() {
    let Some(kafka) = Kafka::own().await else { return };
    let builder = KafkaSource::builder(kafka.ssl_brokers(), ["orders"]).timeout(Duration::from_secs(60));
    let source = builder.tls(Tls::default()).decode(Text).build().unwrap();
    let error = source.discover(true, &[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_host_is_denied_at_once() {
    let Some(kafka) = Kafka::own().await else { return };
    let builder = KafkaSource::builder(elsewhere(kafka.ssl_brokers()).await, ["orders"]);
    let tls = Tls::default().ca_file(kafka.ca_certificate());
    let source = builder.timeout(Duration::from_secs(60)).tls(tls).decode(Text).build().unwrap();
    let error = source.discover(true, &[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
}
