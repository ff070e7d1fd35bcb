use crate::outside::{PATIENCE, Publisher, fresh};
use aqueduct_integration_tests::kafka::Kafka;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

/// What administrators do.
pub(crate) struct Admin(AdminClient<DefaultClientContext>);

impl Admin {
    pub(crate) fn new(brokers: &str) -> Self {
        Self(ClientConfig::new().set("bootstrap.servers", brokers).create().unwrap())
    }

    pub(crate) async fn create(&self, topic: &str, partitions: i32, settings: &[(&str, &str)]) {
        let topic = NewTopic::new(topic, partitions, TopicReplication::Fixed(1));
        let topic = settings.iter().fold(topic, |topic, (key, value)| topic.set(key, value));
        let done = self.0.create_topics([&topic], &options()).await.unwrap();
        done.into_iter().for_each(|done| drop(done.unwrap()));
    }

    pub(crate) async fn delete(&self, topic: &str) {
        let done = self.0.delete_topics(&[topic], &options()).await.unwrap();
        done.into_iter().for_each(|done| drop(done.unwrap()));
    }

    pub(crate) async fn grow(&self, topic: &str, partitions: usize) {
        let grown = NewPartitions::new(topic, partitions);
        let done = self.0.create_partitions([&grown], &options()).await.unwrap();
        done.into_iter().for_each(|done| drop(done.unwrap()));
    }

    /// Deletes the records before this offset.
    pub(crate) async fn truncate(&self, topic: &str, partition: i32, before: Offset) {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, before).unwrap();
        let done = self.0.delete_records(&list, &options()).await.unwrap();
        done.elements().into_iter().for_each(|element| element.error().unwrap());
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().request_timeout(Some(PATIENCE)).operation_timeout(Some(PATIENCE))
}

/// A topic of one's own on the shared broker.
pub(crate) struct Topic {
    pub(crate) brokers: String,
    pub(crate) name: String,
    pub(crate) admin: Admin,
    pub(crate) publisher: Publisher,
}

impl Topic {
    /// `None`: there is no broker on this machine.
    pub(crate) async fn new(partitions: i32, settings: &[(&str, &str)]) -> Option<Self> {
        let kafka = Kafka::shared().await?;
        Some(Self::on(kafka.brokers(), partitions, settings).await)
    }

    pub(crate) async fn on(brokers: &str, partitions: i32, settings: &[(&str, &str)]) -> Self {
        let (brokers, name) = (brokers.to_owned(), fresh("topic"));
        let (admin, publisher) = (Admin::new(&brokers), Publisher::new(&brokers));
        admin.create(&name, partitions, settings).await;
        Self { brokers, name, admin, publisher }
    }

    /// Publishes these numbers.
    pub(crate) fn numbers(&self, partition: i32, numbers: std::ops::Range<u64>) {
        self.publisher.texts(&self.name, partition, numbers.map(|n| n.to_string()));
    }
}
