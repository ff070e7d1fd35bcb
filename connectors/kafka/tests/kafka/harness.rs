//! Stands between the source laws and a broker. Shared with `integration-tests`.

use crate::outside::{Publisher, Sent, committed, fresh};
use aqueduct_core::decode::Text;
use aqueduct_kafka::{KafkaSource, KafkaSourceBuilder, Mechanism, Sasl};
use aqueduct_testkit::{Reading, SourceCapabilities, SourceHarness};
use std::future::Future;
use std::sync::Mutex;
use std::time::Duration;

const PASSWORD: &str = "pass-marker-7305";

/// A broker, real or not.
pub(crate) trait Broker: Sized + Send + Sync + 'static {
    /// Whether `forget` is there.
    const FORGETS: bool;
    /// Whether `disturb` is there.
    const BREAKS: bool;

    /// `None` if there is none on this machine.
    fn start() -> impl Future<Output = Option<Self>> + Send;

    fn brokers(&self) -> String;

    fn create(&self, topic: &str, partitions: i32) -> impl Future<Output = ()> + Send;

    /// Deletes all records of a partition.
    fn forget(&self, topic: &str, partition: i32) -> impl Future<Output = ()> + Send;

    /// Breaks all connections, once.
    fn disturb(&self) -> impl Future<Output = ()> + Send;
}

/// One topic with some partitions, and one more for each split that is added.
pub(crate) struct Harness<B> {
    broker: B,
    name: String,
    publisher: Publisher,
    splits: Mutex<Vec<(String, i32)>>,
}

impl<B: Broker> Harness<B> {
    fn split(&self, split: usize) -> (String, i32) {
        self.splits.lock().unwrap()[split].clone()
    }

    fn builder(&self) -> KafkaSourceBuilder {
        let builder = KafkaSource::matching(self.broker.brokers(), format!("{}.*", self.name));
        builder.group(&self.name).timeout(Duration::from_secs(5))
    }
}

impl<B: Broker> SourceHarness for Harness<B> {
    type Source = KafkaSource<Text>;

    fn capabilities() -> SourceCapabilities {
        SourceCapabilities {
            ends: true,
            starts_now: true,
            discovers: true,
            loses_positions: B::FORGETS,
            undecodable: true,
            acknowledges: true,
            breaks: B::BREAKS,
            patience: Duration::from_secs(20),
            ..SourceCapabilities::default()
        }
    }

    async fn provision(splits: usize) -> Option<Self> {
        let broker = B::start().await?;
        let (name, publisher) = (fresh("law"), Publisher::new(&broker.brokers()));
        broker.create(&name, splits as i32).await;
        let splits = Mutex::new((0..splits as i32).map(|partition| (name.clone(), partition)).collect());
        Some(Self { broker, name, publisher, splits })
    }

    fn source(&self, reading: Reading) -> KafkaSource<Text> {
        let builder = match reading {
            Reading::Live => self.builder(),
            Reading::ToPresentEnd => self.builder().bounded(),
            Reading::FromNow => self.builder().from_latest(),
        };
        builder.decode(Text).build().unwrap()
    }

    fn text(item: &String) -> String {
        item.clone()
    }

    async fn publish(&self, split: usize, text: &str) {
        let (topic, partition) = self.split(split);
        self.publisher.texts(&topic, partition, [text]);
    }

    fn unreachable(&self) -> Option<KafkaSource<Text>> {
        let builder = KafkaSource::builder("127.0.0.1:1", ["orders"]).timeout(Duration::from_secs(2));
        let builder = builder.sasl(Sasl::new(Mechanism::Plain, "somebody", PASSWORD));
        Some(builder.decode(Text).build().unwrap())
    }

    fn secrets(&self) -> Vec<String> {
        vec![PASSWORD.to_owned()]
    }

    async fn publish_undecodable(&self, split: usize) -> Vec<u8> {
        let (topic, partition) = self.split(split);
        let payload = b"\xff\x00bad".to_vec();
        self.publisher.send(&topic, partition, &Sent { payload: Some(&payload), ..Sent::default() });
        self.publisher.flush();
        payload
    }

    async fn add_split(&self) -> usize {
        let number = self.splits.lock().unwrap().len();
        let topic = format!("{}.{number}", self.name);
        self.broker.create(&topic, 1).await;
        self.splits.lock().unwrap().push((topic, 0));
        number
    }

    async fn forget(&self, split: usize) {
        let (topic, partition) = self.split(split);
        self.broker.forget(&topic, partition).await;
    }

    async fn acknowledged(&self, split: usize) -> u64 {
        let (topic, partition) = self.split(split);
        committed(&self.broker.brokers(), &self.name, &topic, partition) as u64
    }

    async fn disturb(&self, _: usize) {
        self.broker.disturb().await;
    }
}
