use crate::dice::Dice;
use crate::message::Message;
use crate::outside::{Publisher, Sent, fresh};
use crate::real::Admin;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use std::time::Duration;

/// Where event time begins: long ago, so that nothing is ahead of the clock.
const BEGINNING: i64 = 1_700_000_000;

/// Records of a second of event time.
const PER_SECOND: u64 = 100;

/// A topic, all that was published to it, and the dice that decide what comes next.
pub(crate) struct Input {
    pub(crate) brokers: String,
    pub(crate) topic: String,
    admin: Admin,
    publisher: Publisher,
    dice: Dice,
    /// By partition, in the order of their offsets.
    pub(crate) partitions: Vec<Vec<Message>>,
}

impl Input {
    pub(crate) async fn new(brokers: &str, partitions: usize, seed: u64) -> Self {
        let (topic, admin) = (fresh("page-views"), Admin::new(brokers));
        admin.create(&topic, i32::try_from(partitions).unwrap(), &[]).await;
        Self {
            brokers: brokers.to_owned(),
            topic,
            admin,
            publisher: Publisher::new(brokers),
            dice: Dice::new(seed),
            partitions: vec![Vec::new(); partitions],
        }
    }

    /// How many there are.
    pub(crate) fn sent(&self) -> u64 {
        self.partitions.iter().map(|partition| partition.len() as u64).sum()
    }

    /// Publishes so many records, the partitions in turns.
    pub(crate) fn publish(&mut self, records: u64) {
        for _ in 0..records {
            let message = self.next();
            self.send(self.sent() as usize % self.partitions.len(), message);
        }
        self.publisher.flush();
    }

    /// Adds partitions, and publishes so many records to them alone, younger than all before. Each begins with a message
    /// that becomes a dead letter, by which it is seen that the partition is read.
    pub(crate) async fn grow(&mut self, added: usize, records: u64) {
        let before = self.partitions.len();
        self.partitions.resize(before + added, Vec::new());
        self.admin.grow(&self.topic, before + added).await;
        // A producer that knows of them.
        self.publisher = Publisher::new(&self.brokers);
        for partition in before..before + added {
            let message = Message::undecodable(&mut self.dice);
            self.send(partition, message);
        }
        for nth in 0..records as usize {
            let message = self.next();
            self.send(before + nth % added, message);
        }
        self.publisher.flush();
    }

    /// Publishes a record to each partition that is ten minutes younger than all before, and returns its second.
    pub(crate) fn close(&mut self) -> i64 {
        let second = self.second() + 600;
        for partition in 0..self.partitions.len() {
            let message = Message::closing(self.sent(), second);
            self.send(partition, message);
        }
        self.publisher.flush();
        second
    }

    fn next(&mut self) -> Message {
        let (id, second) = (self.sent(), self.second());
        Message::any(id, second, &mut self.dice)
    }

    /// The event time of the next record.
    fn second(&self) -> i64 {
        BEGINNING + (self.sent() / PER_SECOND) as i64
    }

    fn send(&mut self, partition: usize, message: Message) {
        let sent = Sent { payload: Some(&message.payload), ..Sent::default() };
        self.publisher.send(&self.topic, partition as i32, &sent);
        self.partitions[partition].push(message);
    }

    /// Complains unless each message stands where it is believed to be.
    pub(crate) fn check_offsets(&self) {
        let consumer: BaseConsumer =
            ClientConfig::new().set("bootstrap.servers", &self.brokers).create().unwrap();
        for (partition, messages) in self.partitions.iter().enumerate() {
            let ends = consumer.fetch_watermarks(&self.topic, partition as i32, Duration::from_secs(20));
            assert_eq!(ends.unwrap(), (0, messages.len() as i64), "partition {partition}");
        }
    }
}
