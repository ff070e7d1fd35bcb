use crate::mock::Mock;
use crate::outside::Publisher;
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_core::{Source, SourceReader, SplitId};
use aqueduct_kafka::KafkaSource;
use std::time::Duration;

/// A mock with two partitions of this many records of 1,000 bytes.
fn filled(count: usize) -> Mock {
    let mock = Mock::new();
    mock.create("orders", 2);
    let publisher = Publisher::new(&mock.brokers);
    for partition in 0..2 {
        publisher.texts("orders", partition, (0..count).map(|n| format!("{partition}/{n:>997}")));
    }
    mock
}

/// A first start that reads ahead so far, in small batches.
async fn begin(mock: &Mock, prefetch_bytes: usize) -> Steps<String> {
    let builder = KafkaSource::builder(&mock.brokers, ["orders"]).prefetch_bytes(prefetch_bytes);
    Steps::begin(&builder.max_batch_records(50).decode(Text).build().unwrap()).await
}

fn whole(values: &[String], count: usize) {
    for partition in 0..2 {
        let of = values.iter().filter(|value| value.starts_with(&format!("{partition}/")));
        let numbers = of.map(|value| value[2..].trim().parse::<usize>().unwrap());
        assert!(numbers.eq(0..count), "partition {partition} is not read in order, once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_pipeline_loses_nothing() {
    let mock = filled(2_000);
    let mut steps = begin(&mock, 256 << 10).await;
    for _ in 0..3 {
        steps.read(steps.values.len() + 300).await;
        // Longer than it takes until everything is paused.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    steps.read(4_000).await;
    steps.read_on(Duration::from_millis(300)).await;
    whole(&steps.values, 2_000);
}

/// What the library had fetched of it when all came to a halt is fetched again.
#[tokio::test(flavor = "multi_thread")]
async fn a_partition_that_was_never_polled_before_a_stall_is_read_from_its_beginning() {
    let mock = filled(2_000);
    // Less than the first answer of a partition: the other one is not polled before it is full.
    let mut steps = begin(&mock, 1 << 20).await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    steps.read(4_000).await;
    whole(&steps.values, 2_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_partition_keeps_little_and_does_not_stop_the_others() {
    let mock = filled(2_000);
    let mut steps = begin(&mock, 512 << 10).await;
    for held in [0, 1, 0, 1] {
        steps.reader.hold(&[SplitId::new(format!("orders/{held}"))]);
        let other = format!("{}/", 1 - held);
        let of = |values: &[String]| values.iter().filter(|value| value.starts_with(&other)).count();
        let wanted = (of(&steps.values) + 900).min(2_000);
        steps.until("the other comes on", |steps| of(&steps.values) >= wanted).await;
    }
    steps.reader.hold(&[]);
    steps.read(4_000).await;
    steps.read_on(Duration::from_millis(300)).await;
    whole(&steps.values, 2_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_close_without_being_waited_for() {
    let mock = filled(10);
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(Text).build().unwrap();
    let splits = source.discover(true, &[]).await.unwrap().splits;
    let mut readers = Vec::new();
    for _ in 0..8 {
        readers.push(source.open(splits.clone()).await.unwrap());
    }
    mock.with(|cluster| cluster.broker_down(1)).unwrap();
    let began = std::time::Instant::now();
    drop(readers);
    assert!(began.elapsed() < Duration::from_secs(1));
}
