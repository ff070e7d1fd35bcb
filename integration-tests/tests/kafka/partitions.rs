use crate::outside::{PATIENCE, Publisher};
use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Json;
use aqueduct_core::{Source, SourceReader, Split};
use aqueduct_kafka::KafkaSource;
use tokio::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn partitions_that_are_added_are_read_from_their_beginning_also_after_latest() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    topic.numbers(0, 0..10);
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]).from_latest();
    let source = builder.decode(Json::<u64>::new()).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    topic.numbers(0, 10..20);
    steps.read(10).await;
    topic.admin.grow(&topic.name, 3).await;
    // A producer that knows of them.
    let publisher = Publisher::new(&topic.brokers);
    publisher.texts(&topic.name, 2, (20..30).map(|n| n.to_string()));
    let deadline = Instant::now() + PATIENCE;
    let found = loop {
        let found = source.discover(false, &[]).await.unwrap().splits;
        if found.len() == 3 {
            break found;
        }
        assert!(Instant::now() < deadline, "the new partitions are not found");
    };
    steps.reader.add(found.into_iter().filter(|split| split.partition > 0).collect()).await.unwrap();
    steps.read(20).await;
    assert!(steps.values.iter().copied().eq(10..30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_that_is_added_again_goes_on_at_the_position_it_is_given() {
    let Some(topic) = Topic::new(2, &[]).await else { return };
    topic.numbers(0, 0..1_000);
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]).bounded().max_batch_records(100);
    let source = builder.decode(Json::<u64>::new()).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.until("both have ended", |steps| steps.ended.len() == 2).await;
    let middle = steps.resumes.iter().find(|split| split.next == 500).unwrap().clone();
    let id = middle.id();
    steps.reader.add(vec![middle]).await.unwrap();
    steps
        .until("it ended again", |steps| steps.ended.iter().filter(|ended| **ended == id).count() == 2)
        .await;
    assert!(steps.values.iter().copied().eq((0..1_000).chain(500..1_000)));
}
