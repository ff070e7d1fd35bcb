use std::time::Duration;

use aqueduct_integration_tests::kafka::{Kafka, PASSWORD, USER};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::{ClientConfig, error::KafkaResult};

use crate::eventually;

fn config(brokers: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", brokers).set("message.timeout.ms", "30000");
    config
}

async fn create(config: &ClientConfig, topic: &str) {
    let admin: AdminClient<DefaultClientContext> = config.create().unwrap();
    let topics = [NewTopic::new(topic, 1, TopicReplication::Fixed(1))];
    for created in admin.create_topics(&topics, &AdminOptions::new()).await.unwrap() {
        created.unwrap();
    }
}

async fn write(config: &ClientConfig, topic: &str) {
    let producer: FutureProducer = config.create().unwrap();
    producer.send(FutureRecord::<(), _>::to(topic).payload("kept"), Duration::from_secs(30)).await.unwrap();
}

/// How many records the topic holds.
async fn end(config: &ClientConfig, topic: &'static str) -> KafkaResult<i64> {
    let client: BaseConsumer = config.create().unwrap();
    tokio::task::spawn_blocking(move || client.fetch_watermarks(topic, 0, Duration::from_secs(2)))
        .await
        .unwrap()
        .map(|(_, high)| high)
}

#[tokio::test]
async fn address_and_acknowledged_records_outlive_restarts_and_kills() {
    let Some(kafka) = Kafka::own().await else { return };
    let brokers = kafka.brokers().to_owned();
    let config = config(&brokers);
    create(&config, "kept").await;
    write(&config, "kept").await;
    kafka.restart().await;
    assert_eq!(end(&config, "kept").await.unwrap(), 1);
    write(&config, "kept").await;
    kafka.kill().await;
    end(&config, "kept").await.unwrap_err();
    kafka.start().await;
    assert_eq!(end(&config, "kept").await.unwrap(), 2);
    assert_eq!(kafka.brokers(), brokers);
}

#[tokio::test]
async fn a_frozen_broker_does_not_answer_until_it_goes_on() {
    let Some(kafka) = Kafka::own().await else { return };
    let config = config(kafka.brokers());
    create(&config, "kept").await;
    kafka.pause().await;
    end(&config, "kept").await.unwrap_err();
    kafka.unpause().await;
    eventually("an answer of the broker that goes on", async || end(&config, "kept").await.is_ok()).await;
}

#[tokio::test]
async fn plain_passwords_are_checked() {
    let Some(kafka) = Kafka::own().await else { return };
    let mut config = config(&kafka.sasl_brokers());
    config.set("security.protocol", "SASL_PLAINTEXT").set("sasl.mechanism", "PLAIN");
    config.set("sasl.username", USER).set("sasl.password", PASSWORD);
    create(&config, "with-a-password").await;
    config.set("sasl.password", "wrong");
    end(&config, "with-a-password").await.unwrap_err();
}

#[tokio::test]
async fn settings_reach_the_broker() {
    let Some(kafka) = Kafka::own_with(&[("num.partitions", "3")]).await else { return };
    let admin: AdminClient<DefaultClientContext> = config(kafka.brokers()).create().unwrap();
    let by_default = [NewTopic::new("three", -1, TopicReplication::Fixed(1))];
    admin.create_topics(&by_default, &AdminOptions::new()).await.unwrap().remove(0).unwrap();
    let metadata = admin.inner().fetch_metadata(Some("three"), Duration::from_secs(10)).unwrap();
    assert_eq!(metadata.topics()[0].partitions().len(), 3);
}

#[tokio::test]
async fn a_client_behind_a_proxy_meets_its_faults_and_others_do_not() {
    let Some(kafka) = Kafka::own().await else { return };
    let proxy = kafka.proxy().await;
    let [direct, behind] = [kafka.brokers(), proxy.address()].map(config);
    create(&direct, "kept").await;
    write(&behind, "kept").await;
    proxy.refuse();
    end(&behind, "kept").await.unwrap_err();
    assert_eq!(end(&direct, "kept").await.unwrap(), 1);
    proxy.heal();
    write(&behind, "kept").await;
    assert_eq!(end(&behind, "kept").await.unwrap(), 2);
}

#[cfg(feature = "kafka-ssl")]
#[tokio::test]
async fn scram_users_are_known() {
    let Some(kafka) = Kafka::own().await else { return };
    for (mechanism, topic) in [("SCRAM-SHA-256", "with-scram-256"), ("SCRAM-SHA-512", "with-scram-512")] {
        let mut config = config(&kafka.sasl_brokers());
        config.set("security.protocol", "SASL_PLAINTEXT").set("sasl.mechanism", mechanism);
        config.set("sasl.username", USER).set("sasl.password", PASSWORD);
        create(&config, topic).await;
        config.set("sasl.password", "wrong");
        end(&config, topic).await.unwrap_err();
    }
}

#[cfg(feature = "kafka-ssl")]
#[tokio::test]
async fn the_broker_s_certificate_stands_a_check() {
    let Some(kafka) = Kafka::own().await else { return };
    let mut config = config(&kafka.ssl_brokers());
    config.set("security.protocol", "SSL");
    config.set("ssl.ca.location", kafka.ca_certificate().to_str().unwrap());
    create(&config, "encrypted").await;
    config.remove("ssl.ca.location");
    end(&config, "encrypted").await.unwrap_err();
}
