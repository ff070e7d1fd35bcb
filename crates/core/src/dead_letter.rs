use crate::EventTime;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A record that could not go on, with everything needed to understand it and to replay it.
///
/// It is not generic: what is left of the record is bytes. A connector fills what it knows; the engine
/// fills the pipeline, the incarnation, the stage, the source, the coordinates and the time.
///
/// `(pipeline, stage, coordinates, ordinal)` identifies a dead letter: a replay makes the same one
/// again, so sinks that can should upsert by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeadLetter {
    /// The pipeline that rejected it.
    pub pipeline: String,
    /// The incarnation that rejected it.
    pub incarnation: u64,
    /// The step or sink that rejected it, by name.
    pub stage: String,
    /// What sort of rejection it is.
    pub reason: Reason,
    /// The rule it broke, by the name the user gave; empty if there is none.
    pub rule: String,
    /// What was wrong, in words.
    pub message: String,
    /// The source it came from, by name; empty after an exchange.
    pub source: String,
    /// Where it stands in the source, in the connector's own text form; after an exchange step, key
    /// and window.
    pub coordinates: String,
    /// Numbers the dead letters that one input became.
    pub ordinal: u32,
    /// Its event time, if it had one yet.
    pub event_time: Option<EventTime>,
    /// The message's key.
    pub key: Option<Vec<u8>>,
    /// The message's headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The message as it came, or the value as JSON.
    pub payload: Vec<u8>,
    /// When it was rejected, by the run's clock.
    pub time: EventTime,
}

/// What sort of rejection a dead letter is: a fixed set, so that metrics can be labelled with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The message could not be decoded.
    #[default]
    Undecodable,
    /// A rule of the user does not hold.
    Rule,
    /// A conversion of the user failed.
    Conversion,
    /// All of its windows have fired.
    Late,
    /// Its event time is further in the future than the pipeline allows.
    TooFarAhead,
    /// The outside system of a sink does not take it.
    Refused,
}

impl Reason {
    /// As in serde: `too_far_ahead`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undecodable => "undecodable",
            Self::Rule => "rule",
            Self::Conversion => "conversion",
            Self::Late => "late",
            Self::TooFarAhead => "too_far_ahead",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_print_as_they_serialise() {
        for reason in [Reason::Undecodable, Reason::Late, Reason::TooFarAhead, Reason::Refused] {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
    }
}
