use std::env::{consts::EXE_SUFFIX, current_exe};
use std::fs::{File, metadata};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How an example ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Whether standard output has this line.
    pub(crate) fn says(&self, line: &str) -> bool {
        self.stdout.lines().any(|said| said == line)
    }

    /// Ended well, or shows all that it said.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{}\n{}", self.stdout, self.stderr);
        assert!(self.says("the accounts add up"), "{}", self.stdout);
        self
    }
}

/// Runs an example in `folder`, with nothing on standard input.
pub(crate) fn run(example: &str, folder: &Path, arguments: &[&str]) -> Ended {
    end(command(example, folder, arguments))
}

/// Runs an example in `folder`, with this file on standard input.
pub(crate) fn run_with_input(example: &str, folder: &Path, arguments: &[&str], input: &Path) -> Ended {
    let mut command = command(example, folder, arguments);
    command.stdin(File::open(input).unwrap());
    end(command)
}

fn command(example: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(built(example));
    command.current_dir(folder).args(arguments);
    command
}

fn end(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    Ended { code: output.status.code(), stdout, stderr }
}

/// The example that was built together with this test. Cargo builds both unless it is told which targets
/// to build; then the example may be missing or old.
fn built(example: &str) -> PathBuf {
    let test = current_exe().unwrap();
    let name = format!("{example}{EXE_SUFFIX}");
    let places = test.ancestors().map(|folder| folder.join("examples").join(&name));
    let program = places.into_iter().find(|place| place.is_file());
    let advice = "build the examples as well: cargo test -p aqueduct-examples";
    let program = program.unwrap_or_else(|| panic!("the example {example} is not built; {advice}"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{example}.rs"));
    let [written, built] = [&source, &program].map(|file| metadata(file).unwrap().modified().unwrap());
    assert!(written <= built, "the example {example} is older than its source; {advice}");
    program
}
