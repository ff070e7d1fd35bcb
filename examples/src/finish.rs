use aqueduct::Result;
use std::io::Write;
use std::process::ExitCode;

/// How a program ends that could not do what it was asked to; wrong arguments end it with 2.
const FAILED: u8 = 1;

/// Tells how `program` ended: whether all is well, or what went wrong.
pub fn finish(program: &str, ended: Result<bool>) -> ExitCode {
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(error) => {
            say(std::io::stderr(), &format!("{program}: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

/// The end of `program` when its arguments are wrong.
pub fn refuse(program: &str, error: &aqueduct::Error) -> ExitCode {
    say(std::io::stderr(), &format!("{program}: {error}"));
    ExitCode::from(2)
}

/// Writes a line. That nobody reads it (`| head`) is no reason to panic.
pub fn say(mut into: impl Write, text: &str) {
    let _ = writeln!(into, "{text}");
}
