use aqueduct_core::decode::Text;
use aqueduct_kafka::{KafkaConfig, KafkaSource};
use aqueduct_postgres::PostgresConfig;
use aqueduct_sqlite::SqliteConfig;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Without the mark this is a configuration; with a key that is not known in its place it is refused, and the key named.
#[track_caller]
fn refuses<C: DeserializeOwned + Debug>(text: &str) {
    const MARK: &str = "# here";
    toml::from_str::<C>(text).unwrap_or_else(|error| panic!("{error}"));
    assert!(text.contains(MARK), "{text}");
    for (at, _) in text.match_indices(MARK) {
        let mut odd = text.to_owned();
        odd.replace_range(at..at + MARK.len(), "pasword = 'x'");
        let error = toml::from_str::<C>(&odd).unwrap_err();
        assert!(error.message().contains("unknown field `pasword`"), "{error}");
    }
}

#[test]
fn keys_that_are_not_known_are_refused_by_name_in_every_table_of_every_connector() {
    refuses::<KafkaConfig>(
        "brokers = 'kafka:9092'\ntopics = ['orders']\n# here\n[sasl]\nmechanism = 'PLAIN'\nusername = 'me'\n# here\n\
         [tls]\nca_file = 'ca.pem'\n# here\n",
    );
    refuses::<PostgresConfig>("url = 'postgres://h/x'\ntable = 't'\n# here\n");
    refuses::<SqliteConfig>("path = 'x.db'\ntable = 't'\n# here\n");
}

/// That table holds what the client knows, which it is asked.
#[test]
fn a_property_that_the_client_of_kafka_does_not_know_is_refused_by_name() {
    let config = toml::from_str::<KafkaConfig>(
        "brokers = 'kafka:9092'\ntopics = ['orders']\n[raw]\n'fetch.min.byts' = '1'",
    );
    let error = KafkaSource::from_config(config.unwrap()).decode(Text).build().unwrap_err();
    assert_eq!((error.context("field"), error.context("property")), (Some("raw"), Some("fetch.min.byts")));
}
