use aqueduct::EventTime;
use serde::Serialize;

/// One line of an access log, as it is: only the time is sure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Who asked.
    pub host: String,
    /// When.
    pub at: EventTime,
    /// How: `GET`. Empty if the line tells no request.
    pub method: String,
    /// For what. Empty if the line tells no request.
    pub path: String,
    /// What the server answered, if that is a number.
    pub status: Option<u16>,
    /// How many bytes it sent, if that is a number.
    pub bytes: Option<u64>,
}
