//! Removes what this process started, however it ends.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// The label by which the containers of one process are found.
pub(crate) const LABEL: &str = "aqueduct.test";

/// A shell that reads until this process closes the pipe between them, which the system does when it ends, also by
/// `kill -9`. It asks twice: a request of a killed process may still be on its way to the engine.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
cat >/dev/null
for attempt in 1 2; do
    found=$(docker ps -aq --filter "label=aqueduct.test=$1" 2>/dev/null)
    [ -z "$found" ] || docker rm -f -v $found >/dev/null 2>&1
    sleep 1
done
rm -rf "$2"
"#;

/// What is removed when this process has ended: containers with its label, and a folder.
#[derive(Debug)]
pub(crate) struct Reaper {
    token: String,
    folder: PathBuf,
    // Its standard input stays open as long as this process lives.
    _shell: Child,
}

impl Reaper {
    /// The one of this process.
    pub(crate) fn of_this_process() -> &'static Self {
        static REAPER: OnceLock<Reaper> = OnceLock::new();
        REAPER.get_or_init(|| match Self::start() {
            Ok(reaper) => reaper,
            Err(error) => panic!("no process to remove the containers: {error}"),
        })
    }

    fn start() -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("aqueduct-test-").tempdir()?.keep();
        let token = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let shell = Command::new("sh")
            .args(["-c", SCRIPT, "reaper", &token])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Out of reach of a Ctrl-C in the terminal, which means the tests.
            .process_group(0)
            .spawn()?;
        Ok(Self { token, folder, _shell: shell })
    }

    /// The value of the label.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// For files that must not stay.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
