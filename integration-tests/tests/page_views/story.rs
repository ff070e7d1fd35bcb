use crate::compare::{Difference, compare};
use crate::database::Database;
use crate::dice::Dice;
use crate::expected::Tables;
use crate::input::Input;
use crate::program::Program;
use aqueduct_integration_tests::kafka::Kafka;
use aqueduct_integration_tests::postgres::Postgres;
use std::ops::AsyncFnMut;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long anything may take to be seen.
const PATIENCE: Duration = Duration::from_secs(60);

/// Partitions at first, and those that are added.
const PARTITIONS: usize = 6;
const ADDED: usize = 2;

/// Publishes so many records while the program runs, and kills it so many times. Half way two partitions are added. At
/// last it is stopped, and all is read once more, in one bounded run by another start into another database.
pub(crate) async fn tell(records: u64, kills: u64) {
    let (Some(kafka), Some(postgres)) = (Kafka::shared().await, Postgres::shared().await) else { return };
    let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos();
    println!("seed {seed}");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let shown = Shown(&log);
    let live = Database::new(postgres.url(), "live").await;
    let mut story = Story {
        input: Input::new(kafka.brokers(), PARTITIONS, seed.into()).await,
        database: live,
        folder: folder.path().join("live"),
        log: log.clone(),
        dice: Dice::new(u64::from(seed) + 1),
    };
    let portion = records / (kills + 1);
    for kill in 0..kills {
        story.killed(portion, (kill == kills / 2).then_some(records / 100)).await;
    }
    let closing = story.stopped(records).await;
    story.input.check_offsets();
    let wanted = Tables::of(&story.input);
    let found = story.database.tables().await;
    report(&story.input, &Tables::of(&story.input).before(closing), &found, kills, seed);

    let again = Database::new(postgres.url(), "again").await;
    let all =
        Program::start(&story.input, &again.url(), &folder.path().join("again"), &log, &["--until-end"]);
    assert!(all.ended().await.success(), "it does not end well");
    report(&story.input, &wanted, &again.tables().await, 0, seed);
    drop(shown);
    story.database.drop().await;
    again.drop().await;
}

/// Complains unless both are the same.
fn report(input: &Input, wanted: &Tables, found: &Tables, kills: u64, seed: u32) {
    let difference = compare(wanted, found);
    let Difference { losses, duplicates, .. } = difference;
    let (records, windows, rows) = (input.sent(), wanted.windows(), wanted.views.len());
    println!(
        "{records} records in, {windows} windows of {rows} rows compared, {} dead letters, {kills} kills, \
         {losses} losses, {duplicates} duplicates",
        wanted.letters.len(),
    );
    assert_eq!(difference, Difference::default(), "seed {seed}");
}

struct Story {
    input: Input,
    database: Database,
    /// Where the checkpoints are.
    folder: PathBuf,
    log: PathBuf,
    dice: Dice,
}

impl Story {
    fn start(&self) -> Program {
        Program::start(&self.input, &self.database.url(), &self.folder, &self.log, &[])
    }

    /// A start that is killed when something of it is to be seen. `young`: so many records go to partitions that are added
    /// while it runs.
    async fn killed(&mut self, portion: u64, young: Option<u64>) {
        let before = self.database.rows().await;
        let mut program = self.start();
        if let Some(young) = young {
            // Records of the old partitions that are as young have to wait until the new ones are seen.
            self.input.grow(ADDED, young).await;
            let database = &self.database;
            let read = async || database.reads(PARTITIONS).await && database.reads(PARTITIONS + 1).await;
            until("the added partitions are read", &mut program, read).await;
        }
        // The rest comes when nobody reads.
        let first = portion / 2 + self.dice.below(portion / 2);
        self.input.publish(first);
        let database = &self.database;
        until("there are more rows", &mut program, async || database.rows().await > before).await;
        sleep(Duration::from_millis(self.dice.below(1_000))).await;
        program.kill().await;
        self.input.publish(portion - first);
    }

    /// The last start, which is asked to stop when all windows are there. Returns the second of the records that have
    /// closed them.
    async fn stopped(&mut self, records: u64) -> i64 {
        let program = self.start();
        self.input.publish(records.saturating_sub(self.input.sent()));
        let closing = self.input.close();
        let wanted = Tables::of(&self.input).before(closing);
        let wanted = (wanted.views.len() + wanted.letters.len()) as i64;
        let deadline = Instant::now() + PATIENCE;
        // If it never comes to as many, the comparison tells which are missing.
        while self.database.rows().await < wanted && Instant::now() < deadline {
            sleep(Duration::from_millis(50)).await;
        }
        assert!(program.stop().await.success(), "it does not stop well");
        closing
    }
}

async fn until(what: &str, program: &mut Program, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(program.runs(), "it has ended by itself before {what}");
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Shows what the program has said, if the test fails before this is dropped.
struct Shown<'a>(&'a Path);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", std::fs::read_to_string(self.0).unwrap_or_default());
        }
    }
}
