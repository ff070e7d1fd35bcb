use crate::evidence::Evidence;
use crate::job::Job;
use crate::secret::Canary;
use crate::setting::Setting;
use aqueduct_engine::Outcome;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_succeeds_shows_no_secret() {
    let Some(setting) = Setting::new().await else { return };
    // What users' records hold is theirs to see: it is in rows and dead letters, and nowhere else.
    let (kept, rejected, odd) =
        (Canary::new("text of a row"), Canary::new("undecodable text"), Canary::new("refused text"));
    let texts = [
        format!(r#"{{"id": 1, "text": "{}"}}"#, kept.text()),
        r#"{"id": 2, "text": ""}"#.to_owned(),
        format!("no JSON {}", rejected.text()),
        // No text of the database holds a NUL.
        format!(r#"{{"id": 3, "text": "\u0000{}"}}"#, odd.text()),
    ];
    setting.topic.publisher.texts(&setting.topic.name, 0, texts);
    let in_url = Job::of(&setting);
    let beside = Job {
        url: setting.url(setting.address(), &Canary::new("password that is not used")),
        password: Some(setting.database.clone()),
        table: format!("{}_beside", setting.user),
        ..Job::of(&setting)
    };
    for job in [in_url, beside] {
        let mut evidence = Evidence::begin();
        let folder = tempfile::tempdir().unwrap();
        let report = job.run(folder.path(), &mut evidence).await.unwrap();
        assert!(report.outcome == Outcome::Finished && report.is_balanced(), "{report}");
        let (rows, letters) = (setting.rows(&job.table).await, setting.rows(&job.letters()).await);
        assert_eq!((rows.len(), letters.len()), (1, 3), "{letters:?}");
        evidence.add("row", rows.concat());
        evidence.add("dead letter", letters.concat());
        let evidence = evidence.end();
        let filled = ["debug", "explained", "report", "file", "log", "metrics", "row", "dead letter"];
        evidence.holds_none(&[&setting.broker, &setting.database], &filled);
        assert_eq!(evidence.places(&kept), ["row"]);
        assert_eq!(evidence.places(&rejected), ["dead letter"]);
        assert_eq!(evidence.places(&odd), ["dead letter"]);
        let log = evidence.text("log");
        // The last comes by way of `log`.
        for target in ["librdkafka: ", "SaslHandshake", "rdkafka::", "rustls::"] {
            assert!(log.contains(target), "nothing of {target} is in the log");
        }
    }
}
