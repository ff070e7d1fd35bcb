use aqueduct_core::{Error, ErrorKind};
use aqueduct_sql::Failure;
use sqlx::error::DatabaseError;

/// What an error of the client means.
pub(super) fn error(error: sqlx::Error) -> Failure {
    if let sqlx::Error::Database(inner) = &error {
        return answer(&**inner);
    }
    let (kind, message) = match &error {
        sqlx::Error::Io(_) => (ErrorKind::Unavailable, "the file cannot be used"),
        sqlx::Error::WorkerCrashed => (ErrorKind::Unavailable, "the connection's thread has ended"),
        sqlx::Error::Configuration(_) => (ErrorKind::Config, "SQLite does not take the options"),
        _ => (ErrorKind::Internal, "the client does not do what is asked"),
    };
    Failure::Lost(Error::new(kind, message).because(error))
}

/// By the primary result code, the low byte.
fn answer(answer: &dyn DatabaseError) -> Failure {
    let code: u32 = answer.code().and_then(|code| code.parse().ok()).unwrap_or_default();
    let of_kind = |kind| Error::new(kind, answer.message()).with("code", code);
    match code & 0xff {
        // TOOBIG, CONSTRAINT, MISMATCH
        18..=20 => Failure::Row(of_kind(ErrorKind::BadRecord)),
        // SCHEMA
        17 => Failure::Conflict(of_kind(ErrorKind::Unavailable)),
        // BUSY, LOCKED
        5 | 6 => Failure::Lost(of_kind(ErrorKind::Throttled)),
        // NOMEM, IOERR, FULL, INTERRUPT, PROTOCOL
        7 | 10 | 13 | 9 | 15 => Failure::Lost(of_kind(ErrorKind::Unavailable)),
        // PERM, AUTH
        3 | 23 => Failure::Lost(of_kind(ErrorKind::Denied)),
        // CORRUPT, FORMAT
        11 | 24 => Failure::Lost(of_kind(ErrorKind::Incompatible)),
        // ERROR, READONLY, CANTOPEN, NOTADB
        1 | 8 | 14 | 26 => Failure::Lost(of_kind(ErrorKind::Config)),
        _ => Failure::Lost(of_kind(ErrorKind::Internal)),
    }
}
