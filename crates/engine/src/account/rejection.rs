use aqueduct_core::Reason;

/// Why a record goes no further.
#[derive(Clone, Copy, Debug)]
pub struct Rejection<'a> {
    /// What sort of rejection it is.
    pub reason: Reason,
    /// The rule it broke, by the user's name for it; may be empty.
    pub rule: &'a str,
    /// In words.
    pub message: &'a str,
}
