use crate::evidence::Evidence;
use crate::secret::Canary;
use aqueduct_core::Secret;
use aqueduct_core::decode::Text;
use aqueduct_kafka::{KafkaConfig, KafkaSource, Mechanism, Sasl, Tls};
use aqueduct_postgres::{Append, PostgresConfig, PostgresSink};
use aqueduct_testkit::Sample;

/// What `Debug` shows of a configuration with this, and the error or the source that it becomes.
fn kafka(evidence: &mut Evidence, text: &str) {
    let config: KafkaConfig =
        toml::from_str(&format!("brokers = 'kafka:9092'\ntopics = ['orders']\n{text}")).unwrap();
    evidence.shown("debug", &config);
    let builder = KafkaSource::from_config(config).decode(Text);
    evidence.shown("debug", &builder);
    match builder.build() {
        Ok(source) => evidence.shown("debug", &source),
        Err(error) => evidence.error(&error),
    }
}

fn postgres(evidence: &mut Evidence, text: &str) {
    let config: PostgresConfig = toml::from_str(&format!("table = 't'\n{text}")).unwrap();
    evidence.shown("debug", &config);
    match PostgresSink::<Sample, Append>::from_config(config) {
        Ok(sink) => evidence.shown("debug", &sink),
        Err(error) => evidence.error(&error),
    }
}

#[test]
fn a_secret_of_kafka_is_not_shown_also_by_what_refuses_it() {
    let secret = Canary::new("secret of Kafka");
    let text = secret.text();
    let mut evidence = Evidence::begin();
    let plain = "[sasl]\nmechanism = 'PLAIN'\nusername = 'me'\n";
    kafka(&mut evidence, &format!("{plain}password = '{text}'"));
    kafka(&mut evidence, &format!("{plain}password = '{text}'\npassword_file = '/dev/null'"));
    kafka(&mut evidence, &format!("[tls]\nkey_pem = '{text}'\nkey_password = '{text}'"));
    // Passwords of the client, one that it does not have, numbers and choices that are none, what is ours to set.
    for property in [
        "ssl.keystore.password",
        "sasl.oauthbearer.client.secret",
        "sasl.oauthbearer.config",
        "sasl.kerberos.kinit.cmd",
        "my.password",
        "client.rack",
        "fetch.min.bytes",
        "client.dns.lookup",
        "log.connection.close",
        "debug",
        "sasl.password",
        "auto.offset.reset",
    ] {
        kafka(&mut evidence, &format!("[raw]\n'{property}' = '{text}'"));
    }
    let sasl = Sasl::new(Mechanism::Plain, "me", text.clone());
    let tls = Tls::default().identity_pem("x", text.clone()).key_password(text.clone());
    evidence.shown("debug", &(sasl.clone(), tls.clone()));
    let builder = KafkaSource::builder("kafka:9092", ["a"]).raw("ssl.keystore.password", text.clone());
    evidence.shown("debug", &builder.sasl(sasl).tls(tls));
    // With a password where none belongs.
    let brokers = format!("me:{}@kafka:9092", secret.in_url());
    let error = KafkaSource::builder(brokers, ["a"]).decode(Text).build().unwrap_err();
    assert_eq!(error.context("field"), Some("brokers"));
    evidence.error(&error);
    evidence.end().holds_none(&[&secret], &["debug", "error"]);
}

#[test]
fn a_secret_of_postgres_is_not_shown_also_by_what_refuses_it() {
    let secret = Canary::new("secret of PostgreSQL");
    let (text, in_url) = (secret.text(), secret.in_url());
    let mut evidence = Evidence::begin();
    for rest in ["@h/x", "@h:99999/x", "@h/x?sslmode=none", "@h/x?unknown=1", "@h/x?sslcert=/none", "@h/x#"] {
        postgres(&mut evidence, &format!("url = 'postgres://me:{in_url}{rest}'"));
    }
    let odd = ["h/x?password={}", "h/x?pasword={}", "h/x?sslmode={}", "h/x?port={}", "h/x?hostaddr={}"];
    for url in odd {
        postgres(&mut evidence, &format!("url = 'postgres://{}'", url.replace("{}", &in_url)));
    }
    for scheme in ["postgres", "mysql", ""] {
        postgres(&mut evidence, &format!("url = '{scheme}://me:{text}@h/x'"));
    }
    let misspelt = format!("url = 'postgres://me:{in_url}@h/x'\ntable = 't'\npasword = '{text}'");
    evidence.add("error", toml::from_str::<PostgresConfig>(&misspelt).unwrap_err().message());
    postgres(&mut evidence, &format!("url = 'postgres://me@h/x'\npassword = '{text}'"));
    postgres(&mut evidence, &format!("url = 'postgres://me@h/x'\npassword = '{text}'\ntimeout_ms = 0"));
    let builder = PostgresSink::builder(format!("postgres://me:{in_url}@h/x"), "t").password(text.as_str());
    evidence.shown("debug", &builder);
    evidence.shown("debug", &Secret::new(text));
    evidence.end().holds_none(&[&secret], &["debug", "error"]);
}
