use crate::program::run;

#[test]
fn arguments_that_are_wrong_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let wrong: [(&str, &[&str], &str); 12] = [
        ("quickstart", &["--lgo", "x"], "--lgo is not an argument; --help lists them"),
        ("quickstart", &["access.log"], "access.log is not an argument; --help lists them"),
        ("quickstart", &["--log"], "--log needs a value"),
        ("quickstart", &["--log", "--follow"], "--log needs a value"),
        ("quickstart", &["--lines", "many"], "--lines needs a whole number (got: many)"),
        ("quickstart", &["--follow"], "--follow needs --log with a file, or --kafka"),
        ("quickstart", &["--topic", "log"], "--topic needs --kafka"),
        ("quickstart", &["--kafka", "localhost:1", "--log", "a.log"], "--log and --kafka exclude each other"),
        (
            "quickstart",
            &["--checkpoints", "state", "--log", "-"],
            "--checkpoints needs --log with a file, or --kafka: all else cannot be read again",
        ),
        (
            "quickstart",
            &["--checkpoints", "state"],
            "--checkpoints needs --log with a file, or --kafka: all else cannot be read again",
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
    for (example, argument) in [("quickstart", "--kafka BROKERS"), ("top_words", "FILE")] {
        let ended = run(example, folder.path(), &["--help"]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert!(ended.stdout.contains(argument), "{}", ended.stdout);
    }
}

#[test]
fn servers_that_are_not_there_are_named() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens on port 1.
    let ended = run("quickstart", folder.path(), &["--kafka", "127.0.0.1:1"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    let said = "quickstart: no answer from Kafka (brokers: 127.0.0.1:1)";
    assert!(ended.stderr.starts_with(said), "{}", ended.stderr);
}

#[cfg(feature = "postgres")]
#[test]
fn what_page_views_needs_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let given =
        ["--kafka", "127.0.0.1:1", "--postgres", "postgres://u:hunter2@127.0.0.1:1/d", "--checkpoints", "c"];
    for missing in 0..3 {
        let rest: Vec<_> = given.chunks(2).enumerate().filter(|(nth, _)| *nth != missing).collect();
        let rest: Vec<_> = rest.into_iter().flat_map(|(_, pair)| pair.iter().copied()).collect();
        let ended = run("page_views", folder.path(), &rest);
        let said = format!("page_views: {} is missing; --help tells what it is\n", given[missing * 2]);
        assert_eq!((ended.code, ended.stderr), (Some(2), said));
    }
    let help = run("page_views", folder.path(), &["--help"]);
    assert!(help.code == Some(0) && help.stdout.contains("--until-end"), "{}", help.stdout);
}
