use crate::input::Input;
use std::env::consts::EXE_SUFFIX;
use std::fs::metadata;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long the program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(180);

/// The pipeline in a process of its own. It is killed when this is dropped.
pub(crate) struct Program(Child);

impl Program {
    /// Starts it, with its checkpoints in `folder`. What it says goes to `log`.
    pub(crate) fn start(
        input: &Input,
        database: &str,
        folder: &Path,
        log: &Path,
        arguments: &[&str],
    ) -> Self {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let mut command = Command::new(built("page_views"));
        command.args(["--kafka", &input.brokers, "--topic", &input.topic, "--postgres", database]);
        command.args(["--every", "200", "--checkpoints"]).arg(folder).args(arguments);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).kill_on_drop(true);
        Self(command.spawn().unwrap())
    }

    /// Whether it is still there.
    pub(crate) fn runs(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// Ends it at once, as SIGKILL does.
    pub(crate) async fn kill(mut self) {
        assert!(self.runs(), "it has ended by itself");
        self.0.kill().await.unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(self) -> ExitStatus {
        let id = self.0.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        self.ended().await
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        let ended = timeout(PATIENCE, self.0.wait()).await;
        ended.unwrap_or_else(|_| panic!("it does not end within {PATIENCE:?}")).unwrap()
    }
}

/// An example beside this test, which `cargo test --workspace` builds. Where only this package is built, it is built
/// now if it is missing or older than its source.
pub(crate) fn built(example: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../examples/{example}.rs"));
    let test = std::env::current_exe().unwrap();
    // target/PROFILE/deps/TEST
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples").join(format!("{example}{EXE_SUFFIX}"));
    let written = |file: &Path| metadata(file).and_then(|about| about.modified()).ok();
    if written(&program) < written(&source) {
        build(example, profile);
    }
    program
}

fn build(example: &str, profile: &Path) {
    let mut arguments =
        vec!["build", "-p", "aqueduct-examples", "--features", "postgres", "--example", example];
    arguments.extend(profile.ends_with("release").then_some("--release"));
    let advice = format!("build it: cargo {}", arguments.join(" "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| panic!("{example} is missing; {advice}"));
    let mut command = std::process::Command::new(cargo);
    command.args(arguments).arg("--target-dir").arg(profile.parent().unwrap());
    let done = command.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap();
    assert!(done.success(), "{example} cannot be built; {advice}");
}
