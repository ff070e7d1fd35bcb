use crate::model::Windows;
use crate::program::{run, run_with_input};
use crate::tables::tables;
use std::fs::write;

#[test]
fn the_top_10_are_those_of_a_plain_count() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.txt");
    // Some lines are empty, and most words come and go again.
    let line = |nth: u64| (0..nth * 7 % 5).map(|word| format!("w{}", (nth * nth + word * 13) % 17)).collect();
    let lines: Vec<Vec<String>> = (1..=95).map(line).collect();
    write(&text, lines.iter().map(|words| words.join(" ") + "\n").collect::<String>()).unwrap();
    let mut windows = Windows::default();
    for (words, number) in lines.iter().zip(1..) {
        words.iter().for_each(|word| assert!(windows.count(word, number, 0)));
    }
    let wanted = windows.top_10();
    let words = lines.iter().map(Vec::len).sum::<usize>();
    let file = run("top_words", folder.path(), &["text.txt"]).well();
    let input = run_with_input("top_words", folder.path(), &["-"], &text).well();
    for ended in [file, input] {
        assert_eq!(tables(&ended.stdout), wanted);
        assert!(ended.says(&format!("{words} words in 95 lines")), "{}", ended.stdout);
    }
}

#[test]
fn words_are_told_from_what_is_around_them() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path().join("text.txt"),
        b"It's 'ALL' over,\nall over: \xff it\xe2\x80\x99s \xc3\x89t\xc3\xa9!",
    )
    .unwrap();
    let ended = run("top_words", folder.path(), &["text.txt"]).well();
    let rows = [("all", 2), ("over", 2), ("it's", 1), ("it’s", 1), ("été", 1)];
    assert_eq!(tables(&ended.stdout)[0].1, rows.map(|(word, times)| (word.to_owned(), times)));
}

#[test]
fn without_a_text_it_reads_the_licence() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("top_words", folder.path(), &[]).well();
    let (end, rows) = &tables(&ended.stdout)[1];
    assert_eq!((end.as_str(), rows[0].0.as_str()), ("1970-01-01T00:00:20Z", "the"));
}

#[test]
fn a_text_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("top_words", folder.path(), &["no.txt"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.starts_with("top_words: cannot read the text (file: no.txt)"), "{}", ended.stderr);
}
