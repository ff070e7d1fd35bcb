use crate::mock::Mock;
use crate::outside::Publisher;
use crate::steps::Steps;
use aqueduct_core::decode::Text;
use aqueduct_core::{Boundedness, Discovered, ErrorKind, Source, Split, SplitId};
use aqueduct_kafka::{KafkaConfig, KafkaSource, KafkaSplit};

fn mock() -> (Mock, Publisher) {
    let mock = Mock::new();
    mock.create("orders", 2);
    let publisher = Publisher::new(&mock.brokers);
    publisher.texts("orders", 0, ["a", "b", "c"]);
    (mock, publisher)
}

fn positions(found: Discovered<KafkaSplit>) -> Vec<(String, i64, Option<i64>)> {
    found.splits.iter().map(|s| (s.id().as_str().to_owned(), s.next, s.end)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_counts_at_first_and_later_partitions_begin_at_their_beginning() {
    let (mock, _publisher) = mock();
    let latest = KafkaSource::builder(&mock.brokers, ["orders"]).from_latest().decode(Text).build().unwrap();
    let at = |p0, p1| vec![("orders/0".to_owned(), p0, None), ("orders/1".to_owned(), p1, None)];
    assert_eq!(positions(latest.discover(true, &[]).await.unwrap()), at(3, 0));
    assert_eq!(positions(latest.discover(false, &[]).await.unwrap()), at(0, 0));
    let given = KafkaSource::builder(&mock.brokers, ["orders"]).from_offsets([("orders", 0, 2)]);
    let given = given.decode(Text).build().unwrap();
    assert_eq!(positions(given.discover(true, &[]).await.unwrap()), at(2, 0));
    let mut steps = Steps::begin(&given).await;
    steps.read(1).await;
    assert_eq!(steps.values, ["c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_offset_that_is_not_there_is_a_lost_position() {
    let (mock, _publisher) = mock();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).from_offsets([("orders", 0, 4)]);
    let source = source.decode(Text).build().unwrap();
    let splits = source.discover(true, &[]).await.unwrap().splits;
    let error = source.open(splits).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PositionLost);
    assert_eq!((error.context("wanted"), error.context("end")), (Some("orders/0@4"), Some("3")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pattern_finds_topics_as_they_appear() {
    let (mock, publisher) = mock();
    let source = KafkaSource::matching(&mock.brokers, "orders|orders\\..*").decode(Text).build().unwrap();
    mock.create("old.orders", 1);
    assert_eq!(source.discover(true, &[]).await.unwrap().splits.len(), 2);
    mock.create("orders.eu", 1);
    publisher.texts("orders.eu", 0, ["x"]);
    let found = positions(source.discover(false, &[]).await.unwrap());
    assert_eq!(found.last(), Some(&("orders.eu/0".to_owned(), 0, None)));
    assert_eq!(found.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounded_pattern_without_a_topic_is_a_mistake() {
    let (mock, _publisher) = mock();
    let bounded = KafkaSource::matching(&mock.brokers, "ordres.*").bounded().decode(Text).build().unwrap();
    let error = bounded.discover(true, &[]).await.unwrap_err();
    assert_eq!((error.kind(), error.context("pattern")), (ErrorKind::Config, Some("ordres.*")));
    let live = KafkaSource::matching(&mock.brokers, "ordres.*").decode(Text).build().unwrap();
    assert!(live.discover(true, &[]).await.unwrap().splits.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_partitions_are_left_out_and_forgotten_with_their_topic() {
    let (mock, _publisher) = mock();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).bounded().decode(Text).build().unwrap();
    let ended = [SplitId::new("orders/0"), SplitId::new("gone/0")];
    let found = source.discover(false, &ended).await.unwrap();
    assert_eq!(found.forget, [SplitId::new("gone/0")]);
    assert_eq!(positions(found), [("orders/1".to_owned(), 0, Some(0))]);
    assert_eq!(source.boundedness(), Boundedness::Bounded);
}

#[test]
fn a_config_is_data_and_its_mistakes_are_named() {
    let text = r#"
        brokers = "kafka:9092"
        pattern = "orders.*"
        start = { offsets = { "orders/0" = 17 } }
        bounded = true
        isolation = "read_uncommitted"
        prefetch_bytes = 1_000_000
        [raw]
        "fetch.min.bytes" = "10"
    "#;
    let config: KafkaConfig = toml::from_str(text).unwrap();
    let source = KafkaSource::from_config(config).decode(Text).build().unwrap();
    assert_eq!(source.boundedness(), Boundedness::Bounded);
    for (bad, named) in [("grup = 'x'", "grup"), ("[tls]\nca = 'x'", "ca"), ("start = 'newest'", "newest")] {
        let text = format!("brokers = 'kafka:9092'\ntopics = ['orders']\n{bad}");
        let error = toml::from_str::<KafkaConfig>(&text).unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
    let bad =
        KafkaSource::builder("kafka:9092", ["orders"]).raw("group.instance.id", "x").decode(Text).build();
    assert_eq!(bad.unwrap_err().context("property"), Some("group.instance.id"));
}
