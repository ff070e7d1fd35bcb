use crate::model;
use crate::program::{run, run_with_input};
use crate::sqlite::query;
use crate::tables::tables;
use aqueduct_examples::access_log::{Planted, generate};
use aqueduct_examples::thousands;
use std::fs::{File, read, write};

#[test]
fn dead_letters_are_what_the_generator_has_planted() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("quickstart", folder.path(), &["--lines", "20000", "--seed", "5"]).well();
    let Planted { good, missed, undecodable, no_path, no_status, too_far_ahead, late } =
        generate(20_000, 5, std::io::sink()).unwrap();
    for letters in [
        format!("{undecodable} undecodable in log"),
        format!("{no_path} rule (has_path) in has_path"),
        format!("{no_status} rule (has_status) in has_status"),
        format!("{too_far_ahead} too_far_ahead (max_ahead) in event_time#1"),
        format!("{late} late in views"),
    ] {
        assert!(ended.says(&format!("dead letters: {letters}")), "{letters}\n{}", ended.stdout);
    }
    let dead = 20_000 - good;
    let sum = format!("20,000 lines = {} counted + {dead} dead letters", thousands(good));
    assert!(ended.says(&sum), "{sum}\n{}", ended.stdout);
    assert!(ended.says("the dead letters are those that the generator has planted"));
    assert!(ended.says(&format!("{missed} of the counted came too late for some windows")));

    let file = folder.path().join("target/quickstart/quickstart.db");
    let sql = "SELECT reason, rule, count(*) FROM dead_letters GROUP BY reason, rule ORDER BY reason, rule";
    let reasons: Vec<(String, String, i64)> = query(&file, sql);
    let wanted = [
        ("late", "", late),
        ("rule", "has_path", no_path),
        ("rule", "has_status", no_status),
        ("too_far_ahead", "max_ahead", too_far_ahead),
        ("undecodable", "", undecodable),
    ];
    let wanted = wanted.map(|(reason, rule, count)| (reason.to_owned(), rule.to_owned(), count as i64));
    assert_eq!(reasons, wanted.into_iter().filter(|(.., count)| *count > 0).collect::<Vec<_>>());
    let places: Vec<(String,)> = query(&file, "SELECT coordinates FROM dead_letters");
    assert!(places.iter().all(|(place,)| place.starts_with("access-log/")), "{places:?}");
}

#[test]
fn six_partitions_yield_the_windows_of_a_plain_count() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 6..=8 {
        let mut log = Vec::new();
        generate(6_000, seed, &mut log).unwrap();
        let ended =
            run("quickstart", folder.path(), &["--lines", "6000", "--seed", &seed.to_string()]).well();
        let wanted = model::top_10(&log, 6, 5);
        assert_eq!(tables(&ended.stdout), wanted, "seed {seed}");

        let sql = "SELECT window_end, rank, path, views FROM top_pages ORDER BY window_end, rank";
        let file = folder.path().join("target/quickstart/quickstart.db");
        let rows: Vec<(String, i64, String, i64)> = query(&file, sql);
        let wanted = wanted.into_iter().flat_map(|(end, rows)| {
            let end = end.replace('Z', ".000000Z");
            (1..).zip(rows).map(move |(rank, (path, views))| (end.clone(), rank, path, views as i64))
        });
        assert_eq!(rows, wanted.collect::<Vec<_>>(), "seed {seed}");
    }
}

#[test]
fn the_top_10_are_those_of_a_plain_count() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 1..=5 {
        let log = folder.path().join("access.log");
        generate(4_000, seed, File::create(&log).unwrap()).unwrap();
        for delay in [5, 0, 60] {
            let arguments = ["--log", "access.log", "--delay", &delay.to_string()];
            let ended = run("quickstart", folder.path(), &arguments).well();
            let wanted = model::top_10(&read(&log).unwrap(), 1, delay);
            assert_eq!(tables(&ended.stdout), wanted, "seed {seed}, delay {delay}");
        }
    }
}

#[test]
fn an_old_log_and_standard_input_are_read_alike() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("old.log");
    let line =
        |second, path| format!("::1 - - [31/Dec/1999:23:59:{second} -0100] \"GET {path} HTTP/1.0\" 200 1\n");
    let lines = [line(41, "/b?x"), line(40, "/a"), line(52, "/b"), "no time\n".to_owned(), line(51, "/c/")];
    write(&log, lines.concat()).unwrap();
    let file = run("quickstart", folder.path(), &["--log", "old.log"]).well();
    let wanted = "\
-- window ending 2000-01-01T00:59:50Z --
rank  path  views
   1  /a        1
   2  /b        1

-- window ending 2000-01-01T01:00:00Z --
rank  path  views
   1  /b        2
   2  /a        1
   3  /c        1

-- window ending 2000-01-01T01:00:10Z --
rank  path  views
   1  /b        2
   2  /a        1
   3  /c        1

-- window ending 2000-01-01T01:00:20Z --
rank  path  views
   1  /b        1
   2  /c        1

";
    assert!(file.stdout.starts_with(wanted), "{}", file.stdout);
    assert!(file.says("5 lines = 4 counted + 1 dead letters"), "{}", file.stdout);

    let input = run_with_input("quickstart", folder.path(), &["--log", "-"], &log).well();
    assert!(input.stdout.starts_with(wanted), "{}", input.stdout);
    let empty = run("quickstart", folder.path(), &["--log", "-"]).well();
    assert!(empty.says("0 lines = 0 counted + 0 dead letters"), "{}", empty.stdout);
}

#[test]
fn a_generated_log_can_be_waited_for_longer() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("quickstart", folder.path(), &["--lines", "1000", "--delay", "600"]).well();
    assert!(!ended.stdout.contains("late in views"), "{}", ended.stdout);
}

#[test]
fn a_log_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("quickstart", folder.path(), &["--log", "no.log"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.starts_with("quickstart: cannot open a file (name: no.log"), "{}", ended.stderr);
}
