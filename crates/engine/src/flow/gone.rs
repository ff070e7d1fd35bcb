use aqueduct_core::Error;

const MESSAGE: &str = "a subtask ended before its last barrier";

/// A closed channel before the last barrier is an error on both ends: somebody died. Why, that task says
/// itself.
pub(crate) fn gone(which: &'static str) -> Error {
    Error::internal(MESSAGE).with("which", which)
}

/// Whether an error says no more than that another task has ended: it is never the cause.
pub(crate) fn is_symptom(error: &Error) -> bool {
    error.message() == MESSAGE
}
