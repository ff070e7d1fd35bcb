use crate::harness::{Broker, Harness};
use crate::mock::Mock;
use crate::outside::{Publisher, Sent};
use std::time::Duration;

impl Broker for Mock {
    const FORGETS: bool = true;
    const BREAKS: bool = true;

    async fn start() -> Option<Self> {
        Some(Self::new())
    }

    fn brokers(&self) -> String {
        self.brokers.clone()
    }

    async fn create(&self, topic: &str, partitions: i32) {
        Self::create(self, topic, partitions);
    }

    async fn forget(&self, topic: &str, partition: i32) {
        // The mock keeps 5 MiB of a partition.
        let filler = vec![b'x'; 900_000];
        let publisher = Publisher::new(&self.brokers);
        for _ in 0..8 {
            publisher.send(topic, partition, &Sent { payload: Some(&filler), ..Sent::default() });
            publisher.flush();
        }
    }

    async fn disturb(&self) {
        self.with(|cluster| cluster.broker_down(1)).unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.with(|cluster| cluster.broker_up(1)).unwrap();
    }
}

aqueduct_testkit::source_conformance!(Harness<Mock>);
