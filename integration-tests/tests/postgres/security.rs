use crate::common::{Table, claim_fails, open, write};
use aqueduct_core::{Error, ErrorKind};
use aqueduct_integration_tests::elsewhere;
use aqueduct_integration_tests::postgres::Postgres;
use aqueduct_postgres::{PostgresSink, PostgresSinkBuilder, Tls, Upsert};
use aqueduct_testkit::Sample;

fn sink(builder: PostgresSinkBuilder<aqueduct_postgres::Undecided>) -> PostgresSink<Sample, Upsert> {
    builder.upsert_on(["id"]).create_table(true).build().unwrap()
}

#[tokio::test]
async fn a_wrong_password_is_denied_at_once_and_is_nowhere() {
    let Some(table) = Table::none().await else { return };
    let url = table.url().replacen(":secret@", ":canary-7f3a@", 1);
    for sink in [
        sink(PostgresSink::builder(url.as_str(), "t")),
        sink(PostgresSink::builder(table.url(), "t").password("canary-7f3a")),
        sink(PostgresSink::builder(url.replace("app:", "canary_user:"), "t")),
    ] {
        let shown = format!("{sink:?} {sink:#?}");
        let error = claim_fails(sink).await;
        assert_eq!((error.kind(), error.is_transient()), (ErrorKind::Denied, false), "{error}");
        assert_eq!(error.context("sqlstate"), Some("28P01"));
        assert!(error.context("address").is_some_and(|address| table.url().contains(address)));
        let shown = format!("{shown} {error} {error:?}");
        assert!(!shown.contains("canary-7f3a") && !shown.contains("secret"), "{shown}");
    }
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_named() {
    let Some(table) = Table::none().await else { return };
    let url = table.url().replacen("/appdb", "/nowhere", 1);
    let error = claim_fails(sink(PostgresSink::builder(url, "t"))).await;
    assert_eq!((error.kind(), error.context("database")), (ErrorKind::Config, Some("nowhere")), "{error}");
}

#[tokio::test]
async fn an_unreachable_server_is_unavailable_and_named() {
    let error = claim_fails(sink(PostgresSink::builder("postgres://app:canary@127.0.0.1:1/x", "t"))).await;
    assert_eq!((error.kind(), error.context("address")), (ErrorKind::Unavailable, Some("127.0.0.1:1")));
    let error =
        claim_fails(sink(PostgresSink::builder("postgres://app:canary@no-such-host.invalid/x", "t"))).await;
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.context("address"), Some("no-such-host.invalid:5432"));
}

/// Whether the writer's connection is encrypted.
async fn encrypted(table: &Table, sink: PostgresSink<Sample, Upsert>) -> Result<bool, Error> {
    aqueduct_core::Sink::claim(&sink, &crate::common::run(1)).await?;
    let mut writer = open(&sink, 1).await;
    write(&mut writer, vec![Sample::new(1, "a")]).await;
    let query = "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE query LIKE '%$t%' AND application_name = 'aqueduct'";
    Ok(table.all::<(bool,)>(query).await[0].0)
}

#[tokio::test]
async fn a_certificate_is_checked_in_full_and_fails_closed() {
    let Some(table) = Table::none().await else { return };
    if std::env::var_os("AQUEDUCT_POSTGRES_URL").is_some() {
        return eprintln!("skipped: TLS needs a server of our own");
    }
    let root = Postgres::ca_certificate(table.postgres);
    let builder = || PostgresSink::builder(table.url(), table.name.as_str());
    // Nobody that is trusted has signed it.
    for tls in [Tls::VerifyCa, Tls::VerifyFull] {
        let error = claim_fails(sink(builder().tls(tls))).await;
        assert_eq!((error.kind(), error.is_transient()), (ErrorKind::Denied, false), "{error}");
    }
    // The certificate is for localhost and 127.0.0.1 alone.
    let other = table.url().replacen(table.address(), &elsewhere(table.address()).await, 1);
    let other = || PostgresSink::builder(other.as_str(), table.name.as_str()).root_certificate(root);
    let error = claim_fails(sink(other().tls(Tls::VerifyFull))).await;
    assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
    assert!(encrypted(&table, sink(other().tls(Tls::VerifyCa))).await.unwrap());

    assert!(encrypted(&table, sink(builder().tls(Tls::VerifyFull).root_certificate(root))).await.unwrap());
    assert!(encrypted(&table, sink(builder().tls(Tls::Require))).await.unwrap());
    let url = Postgres::tls_url(table.postgres);
    assert!(encrypted(&table, sink(PostgresSink::builder(url, table.name.as_str()))).await.unwrap());
    assert!(!encrypted(&table, sink(builder().tls(Tls::Disable))).await.unwrap());
}
