use crate::evidence::Evidence;
use crate::job::Job;
use crate::outside::fresh;
use crate::setting::Setting;
use aqueduct_core::ErrorKind;
use aqueduct_integration_tests::proxy::Proxy;
use futures_util::future::{join, join_all};
use std::time::Duration;
use tokio::time::sleep;

/// Nothing listens there.
const NOBODY: &str = "127.0.0.1:1";

/// The run ends because nobody answers, which is said without secrets.
async fn unavailable(setting: &Setting, job: &Job, address: &str) {
    let mut evidence = Evidence::begin();
    let folder = tempfile::tempdir().unwrap();
    let error = job.run(folder.path(), &mut evidence).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    assert!(error.to_string().contains(address), "{error}");
    evidence.end().holds_none(&[&setting.broker, &setting.database], &["debug", "error", "log"]);
}

fn to_broker(setting: &Setting, address: &str) -> Job {
    // A table of its own: jobs that are made at the same time would make the same one.
    Job { brokers: address.to_owned(), table: fresh("canary"), ..Job::of(setting) }
}

fn to_database(setting: &Setting, address: &str) -> Job {
    Job { url: setting.url(address, &setting.database), ..Job::of(setting) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_hears_no_secret() {
    let Some(setting) = Setting::new().await else { return };
    let nowhere = "no-such-host.invalid:5432";
    let jobs = [NOBODY, nowhere].map(|at| (at, [to_broker(&setting, at), to_database(&setting, at)]));
    let runs = jobs.iter().flat_map(|(at, jobs)| jobs.iter().map(|job| unavailable(&setting, job, at)));
    join_all(runs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_swallows_everything_brings_no_secret_to_light() {
    let Some(setting) = Setting::new().await else { return };
    let runs = [Proxy::black_hole, Proxy::drop_replies, Proxy::refuse].map(async |fault| {
        let (broker, database) = (Proxy::to(&setting.brokers()).await, Proxy::to(setting.address()).await);
        fault(&broker);
        fault(&database);
        let (broker, database) = (broker.address(), database.address());
        let jobs = (to_broker(&setting, broker), to_database(&setting, database));
        join(unavailable(&setting, &jobs.0, broker), unavailable(&setting, &jobs.1, database)).await
    });
    join_all(runs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_lost_while_rows_are_written_shows_no_secret() {
    let Some(setting) = Setting::new().await else { return };
    let proxy = Proxy::to(setting.address()).await;
    let job = Job { bounded: false, ..to_database(&setting, proxy.address()) };
    let publish = |n: u32| {
        let text = format!(r#"{{"id": {n}, "text": "a"}}"#);
        setting.topic.publisher.texts(&setting.topic.name, 0, [text]);
    };
    publish(0);
    let fault = async {
        while setting.rows(&job.table).await.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
        proxy.drop_replies();
        for n in 1.. {
            publish(n);
            sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::select! {
        () = unavailable(&setting, &job, proxy.address()) => {}
        () = fault => {}
    }
}
