use crate::evidence::Evidence;
use crate::job::Job;
use crate::secret::Canary;
use crate::setting::Setting;
use aqueduct_core::ErrorKind;

async fn denied(setting: &Setting, job: &Job, secrets: &[&Canary]) {
    let mut evidence = Evidence::begin();
    let folder = tempfile::tempdir().unwrap();
    let error = job.run(folder.path(), &mut evidence).await.unwrap_err();
    assert_eq!((error.kind(), error.is_transient()), (ErrorKind::Denied, false), "{error}");
    let evidence = evidence.end();
    assert!(evidence.text("log").contains("The run failed"));
    let secrets = [&[&setting.broker, &setting.database], secrets].concat();
    evidence.holds_none(&secrets, &["debug", "error", "log"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_of_the_broker_is_not_shown() {
    let Some(setting) = Setting::new().await else { return };
    let wrong = Canary::new("wrong password of the broker");
    denied(&setting, &Job { broker: wrong.clone(), ..Job::of(&setting) }, &[&wrong]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_of_the_database_is_not_shown() {
    let Some(setting) = Setting::new().await else { return };
    let (wrong, hidden) = (Canary::new("wrong password of the database"), Canary::new("password in the URL"));
    let in_url = Job { url: setting.url(setting.address(), &wrong), ..Job::of(&setting) };
    denied(&setting, &in_url, &[&wrong]).await;
    let url = setting.url(setting.address(), &hidden);
    let beside = Job { url, password: Some(wrong.clone()), ..Job::of(&setting) };
    denied(&setting, &beside, &[&wrong, &hidden]).await;
    let parameter =
        format!("postgres://{}/appdb?user={}&password={}", setting.address(), setting.user, wrong.in_url());
    denied(&setting, &Job { url: parameter, ..Job::of(&setting) }, &[&wrong]).await;
}
