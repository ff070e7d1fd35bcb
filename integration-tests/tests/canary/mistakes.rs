use crate::evidence::Evidence;
use crate::job::Job;
use crate::setting::Setting;
use aqueduct_core::ErrorKind;

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_closure_shows_no_secret() {
    let Some(setting) = Setting::new().await else { return };
    let text = r#"{"id": 1, "text": "a"}"#;
    setting.topic.publisher.texts(&setting.topic.name, 0, [text]);
    let job = Job { closure: |sample| panic!("this sample is not for me: {sample:?}"), ..Job::of(&setting) };
    let mut evidence = Evidence::begin();
    let folder = tempfile::tempdir().unwrap();
    let error = job.run(folder.path(), &mut evidence).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal, "{error}");
    let evidence = evidence.end();
    assert!(evidence.text("panic").contains("not for me") && evidence.text("log").contains("not for me"));
    evidence.holds_none(&[&setting.broker, &setting.database], &["debug", "error", "log", "panic"]);
}

/// The database's words quote what it was given.
#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_database_that_quotes_values_shows_no_secret() {
    let Some(setting) = Setting::new().await else { return };
    let text = r#"{"id": 1, "text": "a-value-to-quote"}"#;
    setting.topic.publisher.texts(&setting.topic.name, 0, [text]);
    let job = Job::of(&setting);
    let table = format!("{} (id bigint PRIMARY KEY, text uuid NOT NULL)", job.table);
    setting.run(&format!("CREATE TABLE {table}; GRANT ALL ON {} TO {}", job.table, setting.user)).await;
    let mut evidence = Evidence::begin();
    let folder = tempfile::tempdir().unwrap();
    job.run(folder.path(), &mut evidence).await.unwrap();
    evidence.add("dead letter", setting.rows(&job.letters()).await.concat());
    let evidence = evidence.end();
    assert!(evidence.text("dead letter").contains("a-value-to-quote"));
    evidence.holds_none(&[&setting.broker, &setting.database], &["debug", "report", "log", "dead letter"]);
}
