use crate::common::{File, claim_fails, open, write};
use aqueduct_core::ErrorKind;
use aqueduct_sqlite::{Append, SqliteConfig, SqliteSink, TableName, Upsert};
use aqueduct_testkit::Sample;

fn upsert(file: &File, table: &str) -> SqliteSink<Sample, Upsert> {
    SqliteSink::builder(file.path(), table).upsert_on(["id"]).build().unwrap()
}

/// What `claim` says of a table that was made like this.
async fn refused(table: &str, key: &str) -> String {
    let file = File::new();
    file.run(table).await;
    let error = claim_fails(upsert(&file, "t")).await;
    assert_eq!((error.kind(), error.context("table")), (ErrorKind::Config, Some("t")), "{error}");
    error.context(key).unwrap_or_else(|| panic!("no {key} in {error}")).to_owned()
}

#[tokio::test]
async fn a_table_that_does_not_fit_is_refused_by_name_before_a_row_is_written() {
    assert_eq!(refused("CREATE TABLE u (id INTEGER PRIMARY KEY, text TEXT)", "table").await, "t");
    assert_eq!(refused("CREATE TABLE t (id INTEGER PRIMARY KEY)", "column").await, "text");
    let wrong = "CREATE TABLE t (id INTEGER PRIMARY KEY, text BLOB)";
    assert_eq!(refused(wrong, "column").await, "text");
    assert_eq!(refused(wrong, "type").await, "BLOB");
    let wanting = "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, more TEXT NOT NULL)";
    assert_eq!(refused(wanting, "column").await, "more");
    let computed = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, text TEXT AS (upper(a)))";
    assert_eq!(refused(computed, "column").await, "text");
    assert_eq!(refused("CREATE TABLE t (id INTEGER, text TEXT)", "upsert_on").await, "id");
    let partial = "CREATE TABLE t (id INTEGER, text TEXT); CREATE UNIQUE INDEX i ON t (id) WHERE id > 0";
    assert_eq!(refused(partial, "upsert_on").await, "id");
    let wider = "CREATE TABLE t (id INTEGER, text TEXT, PRIMARY KEY (id, text))";
    assert_eq!(refused(wider, "upsert_on").await, "id");
}

#[tokio::test]
async fn a_unique_index_and_columns_with_defaults_will_do() {
    let file = File::new();
    let more = "more TEXT NOT NULL DEFAULT 'x', twice TEXT AS (text || text), n INTEGER PRIMARY KEY";
    file.run(&format!("CREATE TABLE t (id INTEGER UNIQUE, text TEXT, {more})")).await;
    write(&mut open(&upsert(&file, "main.t"), 1).await, vec![Sample::new(1, "a")]).await;
    let there: Vec<(i64, String, String)> = file.all("SELECT id, more, twice FROM t").await;
    assert_eq!(there, [(1, "x".to_owned(), "aa".to_owned())]);
}

#[tokio::test]
async fn a_file_that_is_not_there_or_not_ours_is_a_matter_of_configuration() {
    let file = File::new();
    let error = claim_fails(upsert(&file, "t")).await;
    assert_eq!((error.kind(), error.context("path")), (ErrorKind::Config, Some(&*file.path())), "{error}");
    std::fs::write(file.path(), vec![b'x'; 10_000]).unwrap();
    assert_eq!(claim_fails(upsert(&file, "t")).await.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn names_are_taken_as_they_are() {
    let file = File::new();
    let name = "weird \"name;-- '`.x";
    let config = SqliteConfig {
        schema: Some("main".into()),
        create_table: true,
        table: name.into(),
        upsert_on: vec!["id".into()],
        version_column: Some("ver\"; DROP TABLE x; --".into()),
        ..toml::from_str(&format!("path = '{}'\ntable = ''", file.path())).unwrap()
    };
    let sink: SqliteSink<Sample, Upsert> = SqliteSink::from_config(config).unwrap();
    write(&mut open(&sink, 1).await, vec![Sample::new(1, "'); DROP TABLE t; --")]).await;
    let tables: Vec<(String,)> = file.all("SELECT name FROM sqlite_schema WHERE type = 'table'").await;
    assert_eq!(tables, [(name.to_owned(),)]);
    write(&mut open(&sink, 1).await, vec![Sample::new(1, "again")]).await;
}

#[test]
fn what_cannot_be_opened_is_refused_when_it_is_built() {
    let build = |path: &str, table: TableName| {
        let built = SqliteSink::builder(path, table).append().build::<Sample>();
        let error = built.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        error
    };
    for path in ["", "a\0b", ":memory:", "sqlite::memory:", "sqlite://x?mode=memory", "sqlite://x?nope=1"] {
        assert_eq!(build(path, "t".into()).context("field"), Some("path"), "{path:?}");
    }
    assert!(build("x", "".into()).context("table").is_some());
    assert!(build("x", TableName::in_schema("a\0", "t")).context("schema").is_some());
}

#[test]
fn the_configuration_says_which_kind_it_is() {
    let config =
        |more: &str| toml::from_str::<SqliteConfig>(&format!("path='x'\ntable='t'\n{more}")).unwrap();
    let append = |more: &str| SqliteSink::<Sample, Append>::from_config(config(more)).map(|_| ());
    let upsert = |more: &str| SqliteSink::<Sample, Upsert>::from_config(config(more)).map(|_| ());
    append("").unwrap();
    upsert("upsert_on = ['id']\nversion_column = 'v'\nsynchronous = 'normal'").unwrap();
    let field =
        |done: Result<(), aqueduct_core::Error>| done.unwrap_err().context("field").unwrap().to_owned();
    assert_eq!(field(upsert("")), "upsert_on");
    assert_eq!(field(append("upsert_on = ['id']")), "upsert_on");
    assert_eq!(field(append("version_column = 'v'")), "version_column");
    assert_eq!(field(append("busy_timeout_ms = 9223372036854775807")), "busy_timeout_ms");
}
