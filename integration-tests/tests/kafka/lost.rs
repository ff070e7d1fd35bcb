use crate::outside::PATIENCE;
use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::Json;
use aqueduct_core::{ErrorKind, Source, SourceReader, Split};
use aqueduct_kafka::{KafkaSource, KafkaSplit};
use rdkafka::Offset;
use tokio::time::Instant;

fn source(topic: &Topic) -> KafkaSource<Json<u64>> {
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]);
    builder.prefetch_bytes(64 << 10).max_batch_records(10).decode(Json::new()).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn records_deleted_before_a_stored_position_was_read_are_named() {
    let Some(topic) = Topic::new(2, &[]).await else { return };
    topic.numbers(1, 0..100);
    topic.admin.truncate(&topic.name, 1, Offset::Offset(60)).await;
    let source = source(&topic);
    let stored = KafkaSplit { topic: topic.name.clone(), partition: 1, next: 5, end: None };
    let opened = source.open(vec![stored.clone()]).await.unwrap_err();
    let mut reader = source.open(Vec::new()).await.unwrap();
    reader.add(vec![stored.clone()]).await.unwrap();
    let added = Steps::of(reader).fails().await;
    for error in [opened, added] {
        assert_eq!(error.kind(), ErrorKind::PositionLost);
        assert_eq!(error.context("wanted"), Some(format!("{}/1@5", topic.name).as_str()));
        assert_eq!((error.context("earliest"), error.context("end")), (Some("60"), Some("100")));
    }
    // A new pipeline begins at what there is.
    let mut steps = Steps::begin(&source).await;
    steps.read(40).await;
    assert!(steps.values.into_iter().eq(60..100));
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_that_overtakes_a_reader_fails_this_split_alone() {
    let Some(topic) = Topic::new(2, &[]).await else { return };
    let long = "9".repeat(19);
    // More than the reader takes ahead.
    topic.publisher.texts(&topic.name, 0, (0..200_000).map(|_| &long));
    topic.numbers(1, 0..10);
    let mut steps = Steps::begin(&source(&topic)).await;
    steps.read(10).await;
    // Longer than it takes until all is paused, so that what follows has to be fetched anew.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    topic.admin.truncate(&topic.name, 0, Offset::End).await;
    steps.until("it failed", |steps| !steps.failed.is_empty()).await;
    let (id, error) = steps.failed.remove(0);
    assert_eq!((error.kind(), error.context("earliest")), (ErrorKind::PositionLost, Some("200000")));
    assert_eq!(id.as_str(), format!("{}/0", topic.name));
    topic.numbers(1, 10..20);
    steps.until("the other partition came on", |steps| steps.values.contains(&19)).await;
    assert!(steps.values.iter().copied().filter(|n| *n < 20).eq(0..20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_made_anew_does_not_pass_for_the_old_one() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    topic.numbers(0, 0..100);
    let source = source(&topic);
    let mut steps = Steps::begin(&source).await;
    steps.read(100).await;
    topic.admin.delete(&topic.name).await;
    topic.admin.create(&topic.name, 1, &[]).await;
    topic.numbers(0, 0..10);
    let stored = steps.resumes.last().unwrap().clone();
    let error = source.open(vec![stored]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PositionLost, "{error}");
    assert_eq!(error.context("wanted"), Some(format!("{}/0@100", topic.name).as_str()));
    let running = steps.fails().await;
    assert_eq!(running.kind(), ErrorKind::PositionLost, "{running}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_deleted_is_named() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    topic.numbers(0, 0..10);
    let source = source(&topic);
    let mut steps = Steps::begin(&source).await;
    steps.read(10).await;
    topic.admin.delete(&topic.name).await;
    // Until it is gone everywhere it is known, or known and without a leader, for a moment.
    let deadline = Instant::now() + PATIENCE;
    let error = loop {
        match source.discover(false, &[]).await {
            Err(error) if !error.is_transient() => break error,
            _ => assert!(Instant::now() < deadline, "the topic is not gone"),
        }
    };
    assert_eq!((error.kind(), error.context("topic")), (ErrorKind::Config, Some(&*topic.name)));
    let stored = steps.resumes.last().unwrap().clone();
    let error = source.open(vec![stored.clone()]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PositionLost);
    assert!(error.context("wanted").unwrap().starts_with(stored.id().as_str()), "{error}");
    let error = steps.fails().await;
    assert_eq!(error.kind(), ErrorKind::PositionLost, "{error}");
    assert!(error.context("wanted").unwrap().starts_with(stored.id().as_str()), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_never_was_is_a_mistake_and_is_not_created() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    let missing = format!("{}-missing", topic.name);
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name, &missing]);
    let source = builder.decode(Json::<u64>::new()).build().unwrap();
    for _ in 0..2 {
        let error = source.discover(true, &[]).await.unwrap_err();
        assert_eq!((error.kind(), error.context("topic")), (ErrorKind::Config, Some(&*missing)));
    }
}
