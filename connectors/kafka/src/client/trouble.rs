use super::Client;
use crate::error::Failure;
use aqueduct_core::{Error, ErrorKind};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

/// What an error of the library means for reading.
pub(crate) enum Trouble {
    /// The brokers refuse us, or we them: nothing will help.
    Denied(Error),
    /// Brokers are away, or busy finding a leader. The library goes on by itself.
    Away(String),
    /// A position is not, or no longer, in its partition.
    Position,
    /// A topic or a partition is not known, perhaps not yet.
    Unknown,
    /// Concerns the group alone, which nothing depends on.
    Group(String),
    /// Records could not be read, and would be skipped: reading must not go on.
    Reading(Error),
}

impl Trouble {
    /// `reason`: the library's words, if it has any.
    pub(super) fn of(error: &KafkaError, brokers: &str, reason: &str) -> Self {
        let Some(code) = error.rdkafka_error_code() else {
            return Self::Reading(Failure::Reading { reason: error.to_string() }.into());
        };
        let told = if reason.is_empty() { code.to_string() } else { format!("{code}: {reason}") };
        let brokers = brokers.to_owned();
        match code {
            Code::Authentication
            | Code::SaslAuthenticationFailed
            | Code::UnsupportedSASLMechanism
            | Code::IllegalSASLState
            | Code::SSL
            | Code::TopicAuthorizationFailed
            | Code::ClusterAuthorizationFailed => {
                Self::Denied(Failure::Denied { brokers, reason: told }.into())
            }
            Code::AutoOffsetReset | Code::OffsetOutOfRange | Code::LogTruncation => Self::Position,
            Code::UnknownTopic
            | Code::UnknownPartition
            | Code::UnknownTopicOrPartition
            | Code::UnknownTopicId => Self::Unknown,
            Code::GroupAuthorizationFailed
            | Code::CoordinatorLoadInProgress
            | Code::CoordinatorNotAvailable
            | Code::NotCoordinator
            | Code::InvalidGroupId
            | Code::WaitingForCoordinator => Self::Group(told),
            Code::NotImplemented | Code::UnsupportedFeature => {
                Self::Reading(Failure::Codec { reason: told }.into())
            }
            code if is_away(code) => Self::Away(told),
            _ => Self::Reading(Failure::Reading { reason: told }.into()),
        }
    }

    pub(super) fn into_error(self, client: &Client) -> Error {
        let brokers = client.brokers.clone();
        match self {
            Self::Denied(error) | Self::Reading(error) => error,
            Self::Away(reason) | Self::Group(reason) => Failure::Away { brokers, reason }.into(),
            Self::Position => Error::new(ErrorKind::PositionLost, "a position is not in its partition"),
            Self::Unknown => {
                Failure::Away { brokers, reason: "a topic or partition is not known".to_owned() }.into()
            }
        }
    }
}

/// Whether the library goes on by itself when the brokers are back.
fn is_away(code: Code) -> bool {
    matches!(
        code,
        Code::AllBrokersDown
            | Code::BrokerTransportFailure
            | Code::Resolve
            | Code::OperationTimedOut
            | Code::RequestTimedOut
            | Code::NetworkException
            | Code::LeaderNotAvailable
            | Code::NotLeaderForPartition
            | Code::BrokerNotAvailable
            | Code::ReplicaNotAvailable
            | Code::KafkaStorageError
            | Code::OffsetNotAvailable
            | Code::FencedLeaderEpoch
            | Code::UnknownLeaderEpoch
            | Code::PreferredLeaderNotAvailable
            | Code::UnknownBroker
            | Code::NodeUpdate
            | Code::Retry
    )
}
