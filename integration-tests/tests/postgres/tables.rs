use crate::common::{Table, claim_fails, open, write};
use aqueduct_core::ErrorKind;
use aqueduct_postgres::{PostgresConfig, PostgresSink, TableName, Upsert};
use aqueduct_testkit::Sample;

fn upsert(table: &Table) -> PostgresSink<Sample, Upsert> {
    PostgresSink::builder(table.url(), table.name.as_str()).upsert_on(["id"]).build().unwrap()
}

/// What `claim` says of a table that was made like this.
async fn refused(columns: &str, more: &str, key: &str) -> Option<String> {
    let table = Table::of(columns).await?;
    if !more.is_empty() {
        table.run(more).await;
    }
    let error = claim_fails(upsert(&table)).await;
    assert_eq!((error.kind(), error.context("table")), (ErrorKind::Config, Some(&*table.name)), "{error}");
    assert!(error.context("address").is_some());
    Some(error.context(key).unwrap_or_else(|| panic!("no {key} in {error}")).to_owned())
}

#[tokio::test]
async fn a_table_that_does_not_fit_is_refused_by_name_before_a_row_is_written() {
    for (columns, more, key, wanted) in [
        ("id bigint PRIMARY KEY", "", "column", "text"),
        ("id bigint PRIMARY KEY, text bytea", "", "column", "text"),
        ("id bigint PRIMARY KEY, text varchar(3)[]", "", "type", "character varying(3)[]"),
        ("id double precision PRIMARY KEY, text text", "", "column", "id"),
        ("id bigint PRIMARY KEY, text text, more int NOT NULL", "", "column", "more"),
        ("id bigint PRIMARY KEY, a text, text text GENERATED ALWAYS AS (a) STORED", "", "column", "text"),
        ("id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, text text", "", "column", "id"),
        ("id bigint, text text", "", "upsert_on", "id"),
        ("id bigint, text text, PRIMARY KEY (id, text)", "", "upsert_on", "id"),
        ("id bigint, text text", "CREATE UNIQUE INDEX ON $t (id) WHERE id > 0", "upsert_on", "id"),
        ("id bigint UNIQUE DEFERRABLE, text text", "", "upsert_on", "id"),
    ] {
        let Some(said) = refused(columns, more, key).await else { return };
        assert_eq!(said, wanted, "{columns}");
    }
}

#[tokio::test]
async fn what_is_not_a_table_or_does_not_last_is_refused() {
    let Some(table) = Table::none().await else { return };
    let message = async |sql: &str| {
        table.run(sql).await;
        let error = claim_fails(upsert(&table)).await;
        assert_eq!((error.kind(), error.context("table")), (ErrorKind::Config, Some(&*table.name)));
        error.message().to_owned()
    };
    assert_eq!(message("SELECT 1").await, "the table does not exist");
    assert_eq!(message("CREATE SEQUENCE $t").await, "what has this name is not a table");
    table.run("DROP SEQUENCE $t").await;
    let unlogged = message("CREATE UNLOGGED TABLE $t (id bigint PRIMARY KEY, text text)").await;
    assert!(unlogged.contains("UNLOGGED"), "{unlogged}");
}

#[tokio::test]
async fn unique_indexes_defaults_and_domains_will_do() {
    let Some(table) = Table::none().await else { return };
    table
        .run(
            "CREATE DOMAIN d_$t AS bigint NOT NULL CHECK (VALUE > 0);
             CREATE TABLE $t (n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id d_$t, text varchar(3),
                              more text NOT NULL DEFAULT 'x') PARTITION BY RANGE (n)",
        )
        .await;
    table.run("DROP TABLE $t").await;
    table.run("CREATE TABLE $t (id d_$t, text varchar(3), more text NOT NULL DEFAULT 'x')").await;
    table.run("CREATE UNIQUE INDEX ON $t (id) INCLUDE (text)").await;
    write(&mut open(&upsert(&table), 1).await, vec![Sample::new(1, "abc")]).await;
    assert_eq!(table.rows().await, [(1, "abc".to_owned())]);
}

#[tokio::test]
async fn partitioned_tables_and_views_are_tables() {
    let Some(table) = Table::none().await else { return };
    table
        .run(
            "CREATE TABLE $t (id bigint PRIMARY KEY, text text) PARTITION BY RANGE (id);
             CREATE TABLE $t_1 PARTITION OF $t FOR VALUES FROM (0) TO (10)",
        )
        .await;
    write(&mut open(&upsert(&table), 1).await, vec![Sample::new(1, "a")]).await;
    assert_eq!(table.rows().await, [(1, "a".to_owned())]);
    table.run("CREATE VIEW v_$t AS SELECT * FROM $t").await;
    let view = format!("v_{}", table.name);
    let append = PostgresSink::builder(table.url(), view.as_str()).append().build().unwrap();
    write(&mut open(&append, 1).await, vec![Sample::new(2, "b")]).await;
    assert_eq!(table.rows().await.len(), 2);
}

#[tokio::test]
async fn a_table_is_made_once_with_the_key_as_its_primary_key() {
    let Some(table) = Table::none().await else { return };
    let sink = || -> PostgresSink<Sample, Upsert> {
        let sink = PostgresSink::builder(table.url(), table.name.as_str()).upsert_on(["id"]);
        sink.version_column("version").create_table(true).build().unwrap()
    };
    let sinks = [sink(), sink(), sink()];
    let (a, b, c) = tokio::join!(open(&sinks[0], 1), open(&sinks[1], 1), open(&sinks[2], 1));
    for mut writer in [a, b, c] {
        write(&mut writer, vec![Sample::new(1, "a")]).await;
    }
    let columns: Vec<(String, String, bool)> = table
        .all(
            "SELECT attname::text, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
             WHERE attrelid = '$t'::regclass AND attnum > 0 ORDER BY attnum",
        )
        .await;
    let wanted = [("id", "bigint", true), ("text", "text", true), ("version", "bigint", true)];
    assert_eq!(columns, wanted.map(|(name, ty, not_null)| (name.to_owned(), ty.to_owned(), not_null)));
}

#[tokio::test]
async fn names_are_taken_as_they_are() {
    let Some(table) = Table::none().await else { return };
    let name = format!("weird \"name;-- '.{}", table.name);
    let schema = format!("S\"chema {}", table.name);
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    table.run(&format!("CREATE SCHEMA {}", quoted(&schema))).await;
    let config = PostgresConfig {
        schema: Some(schema.clone()),
        table: name.clone(),
        create_table: true,
        upsert_on: vec!["id".into()],
        version_column: Some("ver\"; DROP TABLE x; --".into()),
        ..toml::from_str(&format!("url = '{}'\ntable = ''", table.url())).unwrap()
    };
    let sink: PostgresSink<Sample, Upsert> = PostgresSink::from_config(config).unwrap();
    write(&mut open(&sink, 1).await, vec![Sample::new(1, "'); DROP TABLE t; --")]).await;
    write(&mut open(&sink, 1).await, vec![Sample::new(1, "again")]).await;
    let both = format!("SELECT text FROM {}.{}", quoted(&schema), quoted(&name));
    assert_eq!(table.all::<(String,)>(&both).await, [("again".to_owned(),)]);
    let long = TableName::new("x".repeat(64));
    let error = PostgresSink::builder(table.url(), long).append().build::<Sample>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn what_the_user_may_not_do_is_denied_before_a_row_is_written() {
    let Some(table) = Table::keyed().await else { return };
    let user = format!("u_{}", table.name);
    table.run(&format!("CREATE USER {user} PASSWORD 'pw'; GRANT INSERT, SELECT ON $t TO {user}")).await;
    let url = table.url().replacen("app:secret", &format!("{user}:pw"), 1);
    let builder = || PostgresSink::builder(url.as_str(), table.name.as_str());
    write(&mut open(&builder().append().build().unwrap(), 1).await, vec![Sample::new(1, "a")]).await;
    let sink: PostgresSink<Sample, Upsert> = builder().upsert_on(["id"]).build().unwrap();
    let error = claim_fails(sink).await;
    assert_eq!((error.kind(), error.context("sqlstate")), (ErrorKind::Denied, Some("42501")), "{error}");
}
