use crate::outside::{PATIENCE, Publisher, fresh};
use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Json;
use aqueduct_core::{Decode, Source};
use aqueduct_kafka::{KafkaSource, KafkaSourceBuilder};
use rdkafka::producer::Producer;
use std::ops::Range;
use std::time::Duration;

/// A producer that writes in transactions.
struct Transactions(Publisher);

impl Transactions {
    fn new(brokers: &str) -> Self {
        let publisher = Publisher::with(brokers, &[("transactional.id", &fresh("writer"))]);
        publisher.producer().init_transactions(PATIENCE).unwrap();
        Self(publisher)
    }

    fn begin(&self, topic: &str, partition: i32, numbers: Range<u64>) {
        self.0.producer().begin_transaction().unwrap();
        self.0.texts(topic, partition, numbers.map(|n| n.to_string()));
    }

    fn commit(&self) {
        self.0.producer().commit_transaction(PATIENCE).unwrap();
    }

    fn abort(&self) {
        self.0.producer().abort_transaction(PATIENCE).unwrap();
    }
}

fn numbers(builder: KafkaSourceBuilder) -> KafkaSource<Json<u64>> {
    builder.decode(Json::new()).build().unwrap()
}

async fn to_the_end<D: Decode>(source: &KafkaSource<D>) -> Steps<D::Item> {
    let mut steps = Steps::begin(source).await;
    let splits = source.discover(true, &[]).await.unwrap().splits.len();
    steps.until("each split has ended", |steps| steps.ended.len() == splits).await;
    steps
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_committed_records_come_and_the_end_lies_behind_what_is_no_record() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    let writer = Transactions::new(&topic.brokers);
    for (numbers, committed) in
        [(0..250, true), (1_000..1_250, false), (250..500, true), (2_000..2_250, false)]
    {
        writer.begin(&topic.name, 0, numbers);
        if committed { writer.commit() } else { writer.abort() }
    }
    let builder = || KafkaSource::builder(&topic.brokers, [&topic.name]);
    let steps = to_the_end(&numbers(builder().bounded())).await;
    assert!(steps.values.iter().copied().eq(0..500), "{} came", steps.values.len());
    // 1,000 records and four markers: the position is behind the last marker.
    assert_eq!(steps.resumes.last().unwrap().next, 1_004);
    let steps = to_the_end(&numbers(builder().bounded().read_uncommitted())).await;
    assert_eq!(steps.values.len(), 1_000);

    let mut live = Steps::begin(&numbers(builder())).await;
    live.read(500).await;
    live.until("it is idle", |steps| steps.idle.len() == 1).await;
    assert_eq!(live.resumes.last().unwrap().next, 1_004);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounded_end_stands_before_a_transaction_that_is_open() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    topic.numbers(0, 0..10);
    let writer = Transactions::new(&topic.brokers);
    writer.begin(&topic.name, 0, 10..20);
    topic.numbers(0, 20..30);
    let source = numbers(KafkaSource::builder(&topic.brokers, [&topic.name]).bounded());
    let splits = source.discover(true, &[]).await.unwrap().splits;
    assert_eq!((splits[0].next, splits[0].end), (0, Some(10)));
    let steps = to_the_end(&source).await;
    assert!(steps.values.iter().copied().eq(0..10));

    // A live reader waits in front of it.
    let live = numbers(KafkaSource::builder(&topic.brokers, [&topic.name]));
    let mut steps = Steps::begin(&live).await;
    steps.read(10).await;
    steps.read_on(Duration::from_millis(700)).await;
    assert_eq!(steps.values.len(), 10);
    writer.commit();
    steps.read(30).await;
    assert!(steps.values.iter().copied().eq(0..30));
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_with_the_same_numbers_end_behind_their_markers() {
    let Some(one) = Topic::new(2, &[]).await else { return };
    let Some(two) = Topic::new(2, &[]).await else { return };
    let writer = Transactions::new(&one.brokers);
    // The same ends in both, records at the end of one and markers at the end of the other.
    for (topic, committed) in [(&one, true), (&two, false)] {
        for partition in 0..2 {
            topic.numbers(partition, 0..100);
            writer.begin(&topic.name, partition, 100..150);
            if committed { writer.commit() } else { writer.abort() }
        }
    }
    let builder = || KafkaSource::builder(&one.brokers, [&one.name, &two.name]);
    let steps = to_the_end(&numbers(builder().bounded())).await;
    assert_eq!(steps.values.len(), 2 * 150 + 2 * 100);

    let mut live = Steps::begin(&numbers(builder())).await;
    live.read(500).await;
    live.until("all four are idle", |steps| steps.idle.len() == 4).await;
    for topic in [&one, &two] {
        topic.numbers(0, 150..160);
    }
    live.read(520).await;
    live.until("all four are idle again", |steps| steps.idle.len() == 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_only_markers_were_deleted() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    let writer = Transactions::new(&topic.brokers);
    writer.begin(&topic.name, 0, 0..10);
    writer.commit();
    let source = numbers(KafkaSource::builder(&topic.brokers, [&topic.name]));
    let mut steps = Steps::begin(&source).await;
    steps.until("its end was seen", |steps| steps.idle.len() == 1).await;
    topic.admin.truncate(&topic.name, 0, rdkafka::Offset::End).await;
    let position = steps.resumes.last().unwrap().clone();
    topic.numbers(0, 10..12);
    let mut steps = Steps::open(&source, vec![position]).await;
    steps.read(2).await;
    assert_eq!(steps.values, [10, 11]);
}
