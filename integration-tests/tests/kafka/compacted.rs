use crate::outside::{PATIENCE, Sent};
use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::Source;
use aqueduct_core::decode::Text;
use aqueduct_kafka::KafkaSource;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_compacted_topic_is_read_over_its_gaps_to_its_end() {
    let settings = [
        ("cleanup.policy", "compact"),
        ("min.cleanable.dirty.ratio", "0.01"),
        ("segment.ms", "100"),
        ("max.compaction.lag.ms", "200"),
        ("delete.retention.ms", "0"),
    ];
    let Some(topic) = Topic::new(1, &settings).await else { return };
    let write = |key: &str, value: Option<String>| {
        let payload = value.as_deref().map(str::as_bytes);
        topic.publisher.send(&topic.name, 0, &Sent { payload, key: Some(key.as_bytes()), ..Sent::default() });
    };
    let source = KafkaSource::builder(&topic.brokers, [&topic.name]).bounded().decode(Text).build().unwrap();
    let deadline = Instant::now() + PATIENCE * 3;
    for round in 0.. {
        for n in 0..100 {
            write(&format!("k{}", n % 5), Some(format!("{round}/{n}")));
        }
        write("gone", None);
        topic.publisher.flush();
        let splits = source.discover(true, &[]).await.unwrap().splits;
        let end = splits[0].end.unwrap();
        assert_eq!(end, (round + 1) * 101);
        let mut steps = Steps::open(&source, splits).await;
        steps.until("it ended", |steps| steps.ended.len() == 1).await;
        assert_eq!(steps.resumes.last().unwrap().next, end);
        // The last values are there, whatever else is.
        let last = steps.values.iter().rev().take(5).rev();
        assert!(last.eq((95..100).map(|n| format!("{round}/{n}")).collect::<Vec<_>>().iter()));
        if (steps.values.len() as i64) < end - 60 {
            return;
        }
        assert!(Instant::now() < deadline, "the broker has not compacted");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
