use aqueduct_kafka::rdkafka;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

type Cluster = MockCluster<'static, DefaultProducerContext>;
type Order = Box<dyn FnOnce(&Cluster) + Send>;

/// One broker in this process. Its cluster may not leave the thread that made it.
pub(crate) struct Mock {
    pub(crate) brokers: String,
    orders: Mutex<Sender<Order>>,
}

impl Mock {
    pub(crate) fn new() -> Self {
        let (orders, taken) = channel::<Order>();
        let (ready, brokers) = channel();
        std::thread::spawn(move || {
            let cluster = MockCluster::new(1).unwrap();
            ready.send(cluster.bootstrap_servers()).unwrap();
            taken.into_iter().for_each(|order| order(&cluster));
        });
        Self { brokers: brokers.recv().unwrap(), orders: Mutex::new(orders) }
    }

    /// Does something with the cluster, and waits for it.
    pub(crate) fn with<R: Send + 'static>(&self, order: impl FnOnce(&Cluster) -> R + Send + 'static) -> R {
        let (reply, answer) = channel();
        let order: Order = Box::new(move |cluster| drop(reply.send(order(cluster))));
        self.orders.lock().unwrap().send(order).unwrap();
        answer.recv().unwrap()
    }

    pub(crate) fn create(&self, topic: &str, partitions: i32) {
        let topic = topic.to_owned();
        self.with(move |cluster| cluster.create_topic(&topic, partitions, 1)).unwrap();
    }
}
