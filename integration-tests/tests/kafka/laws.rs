use crate::harness::{Broker, Harness};
use crate::real::Admin;
use aqueduct_integration_tests::kafka::Kafka;
use rdkafka::Offset;
use std::time::Duration;

/// The shared broker, or, for a law that breaks it, one of its own.
struct Shared(&'static Kafka);

impl Broker for Shared {
    const FORGETS: bool = true;
    const BREAKS: bool = false;

    async fn start() -> Option<Self> {
        Kafka::shared().await.map(Self)
    }

    fn brokers(&self) -> String {
        self.0.brokers().to_owned()
    }

    async fn create(&self, topic: &str, partitions: i32) {
        Admin::new(&self.brokers()).create(topic, partitions, &[]).await;
    }

    async fn forget(&self, topic: &str, partition: i32) {
        Admin::new(&self.brokers()).truncate(topic, partition, Offset::End).await;
    }

    async fn disturb(&self) {}
}

aqueduct_testkit::source_conformance!(Harness<Shared>);

/// A broker that is killed.
struct Own(Kafka);

impl Broker for Own {
    const FORGETS: bool = false;
    const BREAKS: bool = true;

    async fn start() -> Option<Self> {
        Kafka::own().await.map(Self)
    }

    fn brokers(&self) -> String {
        self.0.brokers().to_owned()
    }

    async fn create(&self, topic: &str, partitions: i32) {
        Admin::new(&self.brokers()).create(topic, partitions, &[]).await;
    }

    async fn forget(&self, _: &str, _: i32) {}

    async fn disturb(&self) {
        self.0.kill().await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.0.start().await;
    }
}

#[test]
fn a_failed_split_goes_on_where_it_stopped_with_a_broker_that_is_killed() {
    use aqueduct_testkit::source_laws::a_failed_split_goes_on_where_it_stopped;
    aqueduct_testkit::run(a_failed_split_goes_on_where_it_stopped::<Harness<Own>>());
}
