use aqueduct_core::{Error, ErrorKind};
use std::io;

/// What an error of the operating system means. `what` says what could not be done, `name` with what.
pub(crate) fn from_io(what: &str, name: &str, error: io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::IsADirectory => ErrorKind::Config,
        // Whoever read a pipe has gone and will not come back.
        io::ErrorKind::PermissionDenied | io::ErrorKind::BrokenPipe => ErrorKind::Denied,
        _ => ErrorKind::Unavailable,
    };
    Error::new(kind, what).with("name", name).because(error)
}

/// For work on another thread that did not come to an answer.
pub(crate) fn from_join(name: &str, error: tokio::task::JoinError) -> Error {
    Error::internal("work on a file or a terminal broke off").with("name", name).because(error)
}
