use aqueduct_core::{Error, Result};
use std::time::Duration;

/// Longer than any history, and short enough that sums of a few stay far from the ends of the type.
const LONGEST: i64 = i64::MAX / 4;

/// A duration in whole microseconds.
///
/// # Errors
/// `Config` naming `field` when it is not a whole number of them, or longer than 73,000 years.
pub(super) fn micros(field: &str, of: Duration) -> Result<i64> {
    if !of.subsec_nanos().is_multiple_of(1_000) {
        return Err(bad(field, of, "is not a whole number of microseconds"));
    }
    match i64::try_from(of.as_micros()) {
        Ok(micros) if micros <= LONGEST => Ok(micros),
        _ => Err(bad(field, of, "is too long")),
    }
}

/// As [`micros`], and not zero.
pub(super) fn positive(field: &str, of: Duration) -> Result<i64> {
    match micros(field, of)? {
        0 => Err(bad(field, of, "is zero")),
        micros => Ok(micros),
    }
}

pub(super) fn bad(field: &str, of: Duration, what: &str) -> Error {
    Error::config(format!("the window's `{field}` {what}")).with("value", format!("{of:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct_core::ErrorKind;

    #[test]
    fn only_whole_positive_microseconds_pass() {
        assert_eq!(positive("of", Duration::from_millis(2)).unwrap(), 2_000);
        assert_eq!(micros("grace", Duration::ZERO).unwrap(), 0);
        for wrong in [Duration::ZERO, Duration::from_nanos(999), Duration::from_nanos(1_001), Duration::MAX] {
            let error = positive("every", wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.message().contains("`every`"), "{error}");
        }
    }
}
