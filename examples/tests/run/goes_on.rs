use crate::program::run;
use crate::sqlite::query;
use crate::tables::tables;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

fn append(log: &Path, second: u32) {
    let mut log = OpenOptions::new().append(true).create(true).open(log).unwrap();
    writeln!(log, "no time").unwrap();
    writeln!(log, "::1 - - [17/May/2025:10:00:{second} +0000] \"GET /{second} HTTP/1.1\" 200 1").unwrap();
}

#[test]
fn with_checkpoints_a_log_that_has_grown_is_read_on() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("access.log");
    let arguments = ["--log", "access.log", "--checkpoints", "state"];
    append(&log, 10);
    let first = run("quickstart", folder.path(), &arguments).well();
    assert!(first.says("2 lines = 1 counted + 1 dead letters"), "{}", first.stdout);
    let same = run("quickstart", folder.path(), &arguments).well();
    assert!(same.says("0 lines = 0 counted + 0 dead letters"), "{}", same.stdout);
    append(&log, 59);
    let grown = run("quickstart", folder.path(), &arguments).well();
    assert!(grown.says("2 lines = 1 counted + 1 dead letters"), "{}", grown.stdout);
    assert_eq!(tables(&grown.stdout)[0].1, [("/59".to_owned(), 1)]);
    let file = folder.path().join("target/quickstart/quickstart.db");
    let letters: Vec<(String,)> = query(&file, "SELECT coordinates FROM dead_letters ORDER BY coordinates");
    assert_eq!(letters.len(), 2, "{letters:?}");
    let paths: Vec<(String,)> = query(&file, "SELECT DISTINCT path FROM top_pages ORDER BY path");
    assert_eq!(paths, [("/10".to_owned(),), ("/59".to_owned(),)]);
}
