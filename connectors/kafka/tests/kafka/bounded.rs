use crate::mock::Mock;
use crate::outside::Publisher;
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_core::{Source, Split};
use aqueduct_kafka::{KafkaSource, KafkaSplit};

#[tokio::test(flavor = "multi_thread")]
async fn topics_with_the_same_partition_numbers_end_each_for_itself() {
    let mock = Mock::new();
    let publisher = Publisher::new(&mock.brokers);
    for (topic, count) in [("a", 300), ("b", 0), ("c", 1)] {
        mock.create(topic, 3);
        for partition in 0..3 {
            publisher.texts(topic, partition, (0..count).map(|n| format!("{topic}{partition}{n}")));
        }
    }
    let source = KafkaSource::builder(&mock.brokers, ["a", "b", "c"]).bounded().decode(Text).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.until("nine splits have ended", |steps| steps.ended.len() == 9).await;
    assert_eq!(steps.values.len(), 903);
    steps.ended.sort();
    steps.ended.dedup();
    assert_eq!(steps.ended.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_at_its_end_ends_without_a_broker() {
    let done = KafkaSplit { topic: "gone".into(), partition: 0, next: 7, end: Some(7) };
    let source = KafkaSource::builder("127.0.0.1:1", ["gone"]).bounded().decode(Text).build().unwrap();
    let mut steps = Steps::open(&source, vec![done.clone()]).await;
    steps.until("it ended", |steps| steps.ended == [done.id()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_behind_the_end_is_not_read() {
    let mock = Mock::new();
    mock.create("orders", 1);
    let publisher = Publisher::new(&mock.brokers);
    publisher.texts("orders", 0, ["a", "b"]);
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).bounded().decode(Text).build().unwrap();
    let splits = source.discover(true, &[]).await.unwrap().splits;
    publisher.texts("orders", 0, (0..1_000).map(|n| n.to_string()));
    // An end between records, as compaction and transactions leave it.
    for (end, count) in [(2, 2), (500, 500), (1, 1)] {
        let split = KafkaSplit { end: Some(end), ..splits[0].clone() };
        let mut steps = Steps::open(&source, vec![split]).await;
        steps.until("it ended", |steps| steps.ended.len() == 1).await;
        assert_eq!(steps.values.len(), count);
        assert_eq!(steps.resumes.last().unwrap().next, end);
    }
}
