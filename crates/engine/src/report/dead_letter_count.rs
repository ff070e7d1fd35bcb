use aqueduct_core::Reason;

/// How many records a step or sink rejected for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetterCount {
    /// The step or sink.
    pub stage: String,
    /// What sort of rejection it was.
    pub reason: Reason,
    /// The rule they broke, if there is one.
    pub rule: String,
    /// How many.
    pub count: u64,
}
