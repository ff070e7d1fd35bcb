use aqueduct_core::{Error, ErrorKind, Result};
use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

/// Calls that are going to fail.
pub(crate) struct Failures<C>(Mutex<Vec<Planned<C>>>);

struct Planned<C> {
    call: C,
    /// How many of these calls are left until it fails, with that one.
    calls: usize,
    kind: ErrorKind,
}

impl<C: Copy + PartialEq + Debug> Failures<C> {
    /// The `nth` of these calls from now on, counted from 1, will fail.
    pub(crate) fn plan(&self, call: C, nth: usize, kind: ErrorKind) {
        let calls = nth.max(1);
        let planned = Planned { call, calls, kind };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(planned);
    }

    /// Passes one call.
    pub(crate) fn check(&self, call: C) -> Result<()> {
        let mut due = None;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain_mut(|planned| {
            if planned.call == call {
                planned.calls -= 1;
                if planned.calls == 0 {
                    due = Some(planned.kind);
                }
            }
            planned.calls > 0
        });
        match due {
            Some(kind) => {
                Err(Error::new(kind, "a failure that was asked for").with("call", format!("{call:?}")))
            }
            None => Ok(()),
        }
    }
}

impl<C> Default for Failures<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_calls_fail_and_each_once() {
        let failures = Failures::default();
        failures.plan('a', 2, ErrorKind::Denied);
        failures.plan('a', 3, ErrorKind::Throttled);
        failures.plan('b', 0, ErrorKind::Unavailable);
        let kind = |call| failures.check(call).err().map(|e| e.kind());
        assert_eq!(kind('b'), Some(ErrorKind::Unavailable));
        assert_eq!([kind('a'), kind('b')], [None, None]);
        assert_eq!([kind('a'), kind('a')], [Some(ErrorKind::Denied), Some(ErrorKind::Throttled)]);
        assert_eq!(kind('a'), None);
    }
}
