//! The quickstart on real servers.

use crate::database::Database;
use crate::outside::fresh;
use crate::program::built;
use aqueduct_integration_tests::kafka::Kafka;
use aqueduct_integration_tests::postgres::Postgres;
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn the_quickstart_publishes_its_log_once_and_reads_it_again() {
    let (Some(kafka), Some(postgres)) = (Kafka::shared().await, Postgres::shared().await) else { return };
    let (topic, database) = (fresh("access-log"), Database::new(postgres.url(), "quickstart").await);
    let folder = tempfile::tempdir().unwrap();
    let mut rows = Vec::new();
    for said in ["20,000 lines are in the topic", "is there, and is read as it is"] {
        let mut command = Command::new(built("quickstart"));
        command.args(["--kafka", kafka.brokers(), "--topic", &topic, "--postgres", &database.url()]);
        command.args(["--lines", "20000"]).current_dir(folder.path()).kill_on_drop(true);
        let output = command.output().await.unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(output.status.success() && stderr.contains(said), "{stdout}\n{stderr}");
        assert!(stdout.contains("the accounts add up") && stdout.contains("20,000 lines = "), "{stdout}");
        assert!(!stdout.contains("secret") && !stderr.contains("secret"), "a password is shown");
        rows.push((database.count("top_pages").await, database.count("dead_letters").await));
    }
    // Two minutes in windows of half a minute, and the same rows again.
    assert!(rows[0] == rows[1] && rows[0].0 == 14 * 10 && rows[0].1 > 200, "{rows:?}");
    database.drop().await;
}
