use crate::program::run;

#[test]
fn arguments_that_are_wrong_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let wrong: [(&str, &[&str], &str); 9] = [
        ("quickstart", &["--lgo", "x"], "--lgo is not an argument; --help lists them"),
        ("quickstart", &["access.log"], "access.log is not an argument; --help lists them"),
        ("quickstart", &["--log"], "--log needs a value"),
        ("quickstart", &["--log", "--follow"], "--log needs a value"),
        ("quickstart", &["--lines", "many"], "--lines needs a whole number (got: many)"),
        ("quickstart", &["--follow"], "--follow needs --log with a file"),
        (
            "quickstart",
            &["--checkpoints", "state", "--log", "-"],
            "--checkpoints needs a file: standard input cannot be read again",
        ),
        ("top_words", &["--words"], "--words is not an argument; --help lists them"),
        ("top_words", &["a.txt", "b.txt"], "b.txt is one file too many"),
    ];
    for (example, arguments, why) in wrong {
        let ended = run(example, folder.path(), arguments);
        let said = format!("{example}: {why}\n");
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr), (Some(2), "", said));
    }
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing was written");
}

#[test]
fn help_lists_the_arguments() {
    let folder = tempfile::tempdir().unwrap();
    for (example, argument) in [("quickstart", "--log FILE"), ("top_words", "FILE")] {
        let ended = run(example, folder.path(), &["--help"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert!(ended.stdout.contains(argument), "{}", ended.stdout);
    }
}
