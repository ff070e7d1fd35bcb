use aqueduct_core::Result;
use std::future::Future;
use std::time::Duration;

/// The law that is being tried: every complaint carries its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Law {
    name: &'static str,
    /// What a single call or a single expectation may take.
    pub(crate) patience: Duration,
}

impl Law {
    pub(crate) fn new(name: &'static str, patience: Duration) -> Self {
        Self { name, patience }
    }

    /// Says why the law is not kept.
    #[track_caller]
    pub(crate) fn broken(&self, why: impl AsRef<str>) -> ! {
        panic!("law `{}` is broken: {}", self.name, why.as_ref())
    }

    /// Complains unless `condition` holds.
    #[track_caller]
    pub(crate) fn holds(&self, condition: bool, why: impl FnOnce() -> String) {
        if !condition {
            self.broken(why());
        }
    }

    /// The value, or a complaint about the call that was expected to work.
    #[track_caller]
    pub(crate) fn ok<T>(&self, call: &str, result: Result<T>) -> T {
        result.unwrap_or_else(|error| self.broken(format!("{call} failed: {error:?}")))
    }

    /// Waits for a call, which has to end within the patience.
    pub(crate) async fn ends<F: Future>(&self, call: &str, future: F) -> F::Output {
        match tokio::time::timeout(self.patience, future).await {
            Ok(output) => output,
            Err(_) => self.broken(format!("{call} did not end within {:?}", self.patience)),
        }
    }

    /// Waits for a call that has to end and to work.
    pub(crate) async fn works<T>(&self, call: &str, future: impl Future<Output = Result<T>>) -> T {
        let result = self.ends(call, future).await;
        self.ok(call, result)
    }

    /// Whether the law can be tried; says so in one line if not.
    pub(crate) fn concerns(&self, whom: &str, condition: bool, what: &str) -> bool {
        if !condition {
            eprintln!("skipped: law `{}` asks for {what}, which {whom} does not have", self.name);
        }
        condition
    }

    /// The harness, or one line that says why the law is skipped. Where everything has to run (`CI`)
    /// skipping is a failure.
    #[track_caller]
    pub(crate) fn configured<H>(&self, harness: Option<H>, strict: bool) -> Option<H> {
        if harness.is_none() {
            let whom = std::any::type_name::<H>();
            let line = format!("law `{}`: {whom} is not configured on this machine", self.name);
            assert!(!strict, "{line}, and CI skips nothing");
            eprintln!("skipped: {line}");
        }
        harness
    }
}

/// Whether a missing outside system is a failure.
pub(crate) fn strict() -> bool {
    std::env::var_os("CI").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_configured_is_skipped_but_not_in_ci() {
        let law = Law::new("some_law", Duration::ZERO);
        assert_eq!(law.configured(Some(1), true), Some(1));
        assert_eq!(law.configured(None::<i32>, false), None);
        let failed = std::panic::catch_unwind(|| law.configured(None::<i32>, true)).unwrap_err();
        let message = failed.downcast_ref::<String>().unwrap();
        assert!(message.contains("some_law") && message.contains("i32"), "{message}");
    }
}
