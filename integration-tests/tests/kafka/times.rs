use crate::outside::Sent;
use crate::real::Topic;
use aqueduct_core::decode::Text;
use aqueduct_core::{EventTime, Source};
use aqueduct_kafka::KafkaSource;

#[tokio::test(flavor = "multi_thread")]
async fn a_start_time_finds_the_first_record_of_each_partition() {
    let Some(topic) = Topic::new(3, &[("retention.ms", "-1")]).await else { return };
    for (partition, from) in [(0, 1_000), (1, 5_000)] {
        for n in 0..10 {
            let millis = Some(from + n * 100);
            topic.publisher.send(
                &topic.name,
                partition,
                &Sent { payload: Some(b"x"), millis, ..Sent::default() },
            );
        }
    }
    topic.publisher.flush();
    // Between two records, at one, before all, after all; the third partition is empty.
    for (millis, wanted) in
        [(1_450, [5, 0, 0]), (1_500, [5, 0, 0]), (-5, [0, 0, 0]), (5_900, [10, 9, 0]), (9_000, [10, 10, 0])]
    {
        let builder =
            KafkaSource::builder(&topic.brokers, [&topic.name]).from_time(EventTime::from_millis(millis));
        let source = builder.decode(Text).build().unwrap();
        let next = |splits: Vec<aqueduct_kafka::KafkaSplit>| {
            splits.iter().map(|split| split.next).collect::<Vec<_>>()
        };
        assert_eq!(next(source.discover(true, &[]).await.unwrap().splits), wanted, "from {millis} ms");
        assert_eq!(next(source.discover(false, &[]).await.unwrap().splits), [0, 0, 0]);
    }
}
