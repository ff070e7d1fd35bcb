use aqueduct_core::{Error, ErrorKind};
use aqueduct_sql::Failure;
use sqlx::error::DatabaseError;
use std::io;

/// What an error of the client means, once connected.
pub(super) fn failure(error: sqlx::Error) -> Failure {
    let (kind, message) = match &error {
        sqlx::Error::Database(inner) => return answer(&**inner),
        sqlx::Error::Io(_) => (ErrorKind::Unavailable, "the connection to the server is lost"),
        sqlx::Error::Protocol(_) => (ErrorKind::Unavailable, "the server's answer makes no sense"),
        sqlx::Error::Tls(_) => (ErrorKind::Denied, "the connection cannot be protected as it should be"),
        sqlx::Error::Configuration(_) => (ErrorKind::Config, "the client does not take the options"),
        _ => (ErrorKind::Internal, "the client does not do what is asked"),
    };
    Failure::Lost(Error::new(kind, message).because(error))
}

/// What an error of connecting means. `socket`: whether the server is reached through a file.
pub(super) fn not_connected(error: sqlx::Error, socket: bool) -> Error {
    let (kind, message) = match &error {
        // A certificate that is not trusted comes out of reading.
        sqlx::Error::Io(e) if e.kind() == io::ErrorKind::InvalidData => {
            (ErrorKind::Denied, "the server's certificate is not trusted")
        }
        sqlx::Error::Io(e) if e.kind() == io::ErrorKind::NotFound && !socket => {
            (ErrorKind::Config, "a certificate or key that the URL names cannot be read")
        }
        sqlx::Error::Io(_) => (ErrorKind::Unavailable, "the server cannot be reached"),
        _ => return failure(error).into_error(),
    };
    Error::new(kind, message).because(error)
}

/// By SQLSTATE.
fn answer(answer: &dyn DatabaseError) -> Failure {
    let code = answer.code().unwrap_or_default();
    let of_kind = |kind| {
        let mut error = Error::new(kind, answer.message()).with("sqlstate", &code);
        if let Some(constraint) = answer.constraint() {
            error = error.with("constraint", constraint);
        }
        error
    };
    match &*code {
        "21000" => Failure::Twice(of_kind(ErrorKind::BadRecord)),
        // Serialisation failure, deadlock, lock not available.
        "40001" | "40P01" | "55P03" => Failure::Conflict(of_kind(ErrorKind::Unavailable)),
        // Raised by a trigger, WITH CHECK OPTION, an index entry that is too large.
        "P0001" | "44000" | "54000" => Failure::Row(of_kind(ErrorKind::BadRecord)),
        "42501" => Failure::Lost(of_kind(ErrorKind::Denied)),
        // Cancelled by statement_timeout; a standby; a transaction that was idle too long.
        "57014" | "25006" | "25P03" => Failure::Lost(of_kind(ErrorKind::Unavailable)),
        // The database was dropped, does not exist; the schema does not.
        "57P04" | "3D000" | "3F000" => Failure::Lost(of_kind(ErrorKind::Config)),
        _ => by_class(code.get(..2).unwrap_or_default(), of_kind),
    }
}

fn by_class(class: &str, of_kind: impl Fn(ErrorKind) -> Error) -> Failure {
    match class {
        // The data, a constraint.
        "22" | "23" => Failure::Row(of_kind(ErrorKind::BadRecord)),
        "28" => Failure::Lost(of_kind(ErrorKind::Denied)),
        // The connection, resources, an operator, the system under the server.
        "08" | "53" | "57" | "58" => Failure::Lost(of_kind(ErrorKind::Unavailable)),
        // The statement or what it names, a feature the server does not have.
        "42" | "0A" => Failure::Lost(of_kind(ErrorKind::Config)),
        _ => Failure::Lost(of_kind(ErrorKind::Internal)),
    }
}
