use aqueduct_core::EventTime;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where a pipeline without a checkpoint begins. Afterwards its checkpoints say where it goes on, and
/// partitions that appear later are read from their beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// At the oldest record that the broker still has.
    #[default]
    Earliest,
    /// Behind the newest record.
    Latest,
    /// At the first record with this time or a later one, by the broker's index; behind the newest
    /// record if there is none.
    Timestamp(EventTime),
    /// At these offsets, by partition (`topic/3`); at the oldest record of partitions that are not named.
    Offsets(BTreeMap<String, i64>),
}
