use aqueduct_core::{Error, ErrorKind, SplitId};
use thiserror::Error as ThisError;

/// What goes wrong with Kafka.
#[derive(Debug, ThisError)]
pub(crate) enum Failure {
    #[error("a Kafka topic does not exist")]
    NoTopic { topic: String },
    #[error("no Kafka topic matches the pattern")]
    NoMatch { pattern: String },
    #[error("Kafka does not answer")]
    Away { brokers: String, reason: String },
    #[error("Kafka refuses us")]
    Denied { brokers: String, reason: String },
    #[error("Kafka no longer has this position: its records were deleted before they were read")]
    Deleted { wanted: String, earliest: i64, end: i64 },
    #[error(
        "this position is behind the end of the partition: records were lost, or the topic was made anew"
    )]
    Beyond { wanted: String, earliest: i64, end: i64 },
    #[error("the partition is gone: its topic was deleted")]
    Gone { wanted: String },
    #[error("the partition cannot be read now")]
    Partition { split: SplitId, reason: String },
    #[error("a partition is silent, although Kafka has unread records")]
    Stalled { split: SplitId, next: i64, end: i64 },
    #[error("reading Kafka failed")]
    Reading { reason: String },
    #[error("records are compressed in a way that is not compiled in")]
    Codec { reason: String },
    #[error("the Kafka client cannot be made")]
    Client { reason: String },
    #[error("librdkafka does not take this property")]
    Property { property: String, reason: String },
    #[error("progress could not be shown in the consumer group")]
    Commit { reason: String },
    #[error("the thread that reads Kafka ended: {reason}")]
    Thread { reason: String },
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let error = Self::new(kind(&failure), failure.to_string());
        match failure {
            Failure::NoTopic { topic } => error.with("topic", topic),
            Failure::NoMatch { pattern } => error.with("field", "pattern").with("pattern", pattern),
            Failure::Away { brokers, reason } | Failure::Denied { brokers, reason } => {
                error.with("brokers", brokers).with("reason", reason)
            }
            Failure::Deleted { wanted, earliest, end } | Failure::Beyond { wanted, earliest, end } => {
                error.with("wanted", wanted).with("earliest", earliest).with("end", end)
            }
            Failure::Gone { wanted } => error.with("wanted", wanted),
            Failure::Partition { split, reason } => error.with("partition", split).with("reason", reason),
            Failure::Stalled { split, next, end } => {
                error.with("partition", split).with("next", next).with("end", end)
            }
            Failure::Property { property, reason } => {
                error.with("field", "raw").with("property", property).with("reason", reason)
            }
            Failure::Reading { reason }
            | Failure::Codec { reason }
            | Failure::Client { reason }
            | Failure::Commit { reason } => error.with("reason", reason),
            Failure::Thread { .. } => error,
        }
    }
}

fn kind(failure: &Failure) -> ErrorKind {
    match failure {
        Failure::NoTopic { .. }
        | Failure::NoMatch { .. }
        | Failure::Property { .. }
        | Failure::Codec { .. }
        | Failure::Client { .. } => ErrorKind::Config,
        Failure::Away { .. }
        | Failure::Partition { .. }
        | Failure::Stalled { .. }
        | Failure::Reading { .. }
        | Failure::Commit { .. } => ErrorKind::Unavailable,
        Failure::Denied { .. } => ErrorKind::Denied,
        Failure::Deleted { .. } | Failure::Beyond { .. } | Failure::Gone { .. } => ErrorKind::PositionLost,
        Failure::Thread { .. } => ErrorKind::Internal,
    }
}
