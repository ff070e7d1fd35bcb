use aqueduct_core::{Split, SplitId};
use serde::{Deserialize, Serialize};

/// One partition of a topic, and where to go on in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KafkaSplit {
    /// The topic.
    pub topic: String,
    /// The partition, counted from 0.
    pub partition: i32,
    /// The offset to read next. Offsets have gaps: the next record may have a higher one.
    pub next: i64,
    /// The offset to end before; `None` goes on for ever.
    pub end: Option<i64>,
}

impl KafkaSplit {
    /// Nothing is left to read before its end.
    pub(crate) fn is_over(&self) -> bool {
        self.end.is_some_and(|end| self.next >= end)
    }
}

/// The name of a partition's split. Topics have no `/` in their names.
pub(crate) fn id_of(topic: &str, partition: i32) -> SplitId {
    SplitId::new(format!("{topic}/{partition}"))
}

impl Split for KafkaSplit {
    fn id(&self) -> SplitId {
        id_of(&self.topic, self.partition)
    }

    fn resume_from(self, stored: &Self) -> Self {
        Self { next: stored.next, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_split_is_read_again_by_name_and_position() {
        let split = KafkaSplit { topic: "a.b-c_d".into(), partition: 3, next: 17, end: Some(40) };
        let json: KafkaSplit = serde_json::from_str(&serde_json::to_string(&split).unwrap()).unwrap();
        let binary: KafkaSplit = postcard::from_bytes(&postcard::to_stdvec(&split).unwrap()).unwrap();
        assert_eq!((&json, &binary), (&split, &split));
        assert_eq!(split.id().as_str(), "a.b-c_d/3");
    }

    #[test]
    fn a_bounded_split_run_again_keeps_its_new_end() {
        let stored = KafkaSplit { topic: "t".into(), partition: 0, next: 9, end: Some(9) };
        let fresh = KafkaSplit { next: 2, end: Some(12), ..stored.clone() };
        assert_eq!(fresh.resume_from(&stored), KafkaSplit { end: Some(12), ..stored.clone() });
        assert!(stored.is_over());
    }
}
