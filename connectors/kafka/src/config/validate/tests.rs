use super::*;
use crate::config::Sasl;
use std::collections::BTreeMap;

fn config() -> KafkaConfig {
    KafkaConfig::new("kafka:9092", ["orders"])
}

/// The field that is named when `change` was made.
#[track_caller]
fn refused(field: &str, change: impl FnOnce(&mut KafkaConfig)) -> Error {
    let mut config = config();
    change(&mut config);
    let error = config.validate().unwrap_err();
    assert_eq!(
        (error.kind(), error.context("field")),
        (aqueduct_core::ErrorKind::Config, Some(field)),
        "{error}"
    );
    error
}

#[test]
fn the_defaults_are_valid() {
    config().validate().unwrap();
    KafkaConfig { brokers: "a:1, [::1]:9092".into(), ..config() }.validate().unwrap();
}

#[test]
fn brokers_have_a_host_and_a_port() {
    for bad in
        ["", "kafka", "kafka:", ":9092", "kafka:x", "kafka:0", "kafka:99999", "a:1,,b:1", "u:p@kafka:9092"]
    {
        let error = refused("brokers", |c| c.brokers = bad.into());
        assert!(!error.to_string().contains("u:p"), "{error}");
    }
}

#[test]
fn topics_or_a_pattern_are_given() {
    refused("topics", |c| c.topics.clear());
    refused("topics", |c| c.topics.push("orders".into()));
    refused("topics", |c| c.topics.push("a/b".into()));
    refused("pattern", |c| c.pattern = Some("orders.*".into()));
    refused("pattern", |c| (c.topics.clear(), c.pattern = Some("(".into())).1);
}

#[test]
fn start_offsets_belong_to_partitions_that_are_read() {
    for (partition, offset) in
        [("orders", 1), ("orders/x", 1), ("orders/-1", 1), ("other/0", 1), ("orders/0", -1)]
    {
        let offsets = BTreeMap::from([(partition.to_owned(), offset)]);
        refused("start.offsets", |c| c.start = Start::Offsets(offsets));
    }
}

#[test]
fn numbers_are_in_range() {
    refused("max_batch_records", |c| c.max_batch_records = 0);
    refused("max_batch_bytes", |c| c.max_batch_bytes = 0);
    refused("timeout_ms", |c| c.timeout_ms = 0);
    refused("prefetch_bytes", |c| c.prefetch_bytes = 1);
}

#[test]
fn a_password_comes_once_and_is_never_shown() {
    let plain = || Sasl::new(Mechanism::Plain, "me", "pass-marker");
    let both = Sasl { password_file: Some("/x".into()), ..plain() };
    let none = Sasl { password: None, ..plain() };
    let missing = Sasl::with_file(Mechanism::Plain, "me", "/no/such/file");
    for (field, sasl) in [("sasl.password", both), ("sasl.password", none), ("sasl.password_file", missing)] {
        let error = refused(field, |c| c.sasl = Some(sasl));
        assert!(!format!("{error:?}").contains("pass-marker"));
    }
    refused("sasl.username", |c| c.sasl = Some(Sasl::new(Mechanism::Plain, "", "x")));
    let config = KafkaConfig { sasl: Some(plain()), ..config() };
    config.validate().unwrap();
    assert!(!format!("{config:?}").contains("pass-marker"));
}

#[cfg(not(feature = "ssl"))]
#[test]
fn what_is_not_compiled_in_is_refused_with_the_feature_to_switch_on() {
    let scram = Sasl::new(Mechanism::ScramSha256, "me", "x");
    let error = refused("sasl.mechanism", |c| c.sasl = Some(scram));
    assert_eq!(error.context("feature"), Some("kafka-ssl"));
    refused("tls", |c| c.tls = Some(Tls::default()));
}

#[cfg(feature = "ssl")]
#[test]
fn tls_files_are_there_and_given_once() {
    refused("tls.ca_file", |c| c.tls = Some(Tls::default().ca_file("/no/such/file")));
    refused("tls.ca_file", |c| c.tls = Some(Tls::default().ca_file("/x").ca_pem("x")));
    refused("tls.key_file", |c| c.tls = Some(Tls { certificate_pem: Some("x".into()), ..Tls::default() }));
}

#[test]
fn raw_properties_that_would_break_the_guarantee_are_refused() {
    let error = refused("raw", |c| drop(c.raw.insert("auto.offset.reset".into(), "latest".into())));
    assert_eq!(error.context("property"), Some("auto.offset.reset"));
}
