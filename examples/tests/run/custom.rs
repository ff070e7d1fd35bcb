use crate::program::run;
use std::fs::{create_dir, read_dir, read_to_string, write};

#[test]
fn the_source_of_ones_own_reads_all_files_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    create_dir(&logs).unwrap();
    for (name, text) in [("1.txt", &b"one\ntwo\n"[..]), ("2.txt", b""), ("3.txt", b"\xff\nthree\nfour")] {
        write(logs.join(name), text).unwrap();
    }
    let ended = run("custom_source", folder.path(), &["logs"]).well();
    for line in ["one", "two", "three", "four"] {
        assert!(ended.says(line), "{}", ended.stdout);
    }
    assert!(ended.says("dead letters: 1 undecodable in folder"), "{}", ended.stdout);
    assert!(ended.stderr.contains("3.txt@0"), "{}", ended.stderr);
}

#[test]
fn the_sink_of_ones_own_writes_a_file_for_each_key() {
    let folder = tempfile::tempdir().unwrap();
    let licence = include_str!("../../../LICENSE-APACHE");
    for _ in 0..2 {
        run("custom_sink", folder.path(), &["words"]).well();
        let words = licence.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        let times = words.clone().filter(|word| word == "licensor").count();
        let file = read_to_string(folder.path().join("words/licensor.json")).unwrap();
        assert_eq!(file, format!("{{\"word\":\"licensor\",\"times\":{times}}}"));
        let mut distinct: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        distinct.sort();
        distinct.dedup();
        assert_eq!(read_dir(folder.path().join("words")).unwrap().count(), distinct.len());
    }
}

#[test]
fn a_folder_that_is_not_given_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for example in ["custom_source", "custom_sink"] {
        let ended = run(example, folder.path(), &[]);
        let said = format!("{example}: the folder is missing: {example} FOLDER\n");
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr), (Some(2), "", said));
    }
}
