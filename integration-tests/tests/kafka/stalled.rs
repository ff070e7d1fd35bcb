use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_kafka::KafkaSource;
use std::time::Duration;

/// What this process occupies, in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4_096
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_that_takes_nothing_keeps_its_place_and_little_memory() {
    let Some(topic) = Topic::new(4, &[]).await else { return };
    let filler = "x".repeat(1_000);
    for partition in 0..4 {
        topic.publisher.texts(&topic.name, partition, (0..50_000).map(|n| format!("{n:>6}{filler}")));
    }
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]).prefetch_bytes(4 << 20);
    let before = resident();
    let mut steps = Steps::begin(&builder.decode(Text).build().unwrap()).await;
    let mut next = [0_u64; 4];
    let mut came = 0;
    while came < 200_000 {
        if came / 60_000 != (came + steps.values.len()) / 60_000 {
            tokio::time::sleep(Duration::from_millis(2_500)).await;
        }
        came += steps.values.len();
        for (value, place) in steps.values.drain(..).zip(steps.places.drain(..)) {
            let (_, place) = place.rsplit_once('/').unwrap();
            let (partition, offset) = place.split_once('@').unwrap();
            let partition = &mut next[partition.parse::<usize>().unwrap()];
            assert_eq!((offset.parse(), value[..6].trim().parse()), (Ok(*partition), Ok(*partition)));
            *partition += 1;
        }
        steps.step().await.unwrap();
    }
    // Other tests run beside it: a limit that 200 MB read ahead would break.
    let grown = resident().saturating_sub(before);
    assert!(grown < 150 << 20, "{grown} bytes more than before");
}
