use super::{FaultHook, Planted};
use crate::Result;
use std::fmt;
use std::sync::Arc;

/// The points and switches of one run. The default has no hook: points pass, no rule is broken.
#[derive(Clone, Default)]
pub struct Faults(Option<Arc<dyn FaultHook>>);

impl Faults {
    /// With this hook. Without the feature `crash-points` it is never asked.
    pub fn new(hook: Arc<dyn FaultHook>) -> Self {
        Self(Some(hook))
    }

    /// Passes `point`.
    ///
    /// # Errors
    /// What the hook says; the caller stops right there.
    #[inline]
    pub async fn reach(&self, point: &'static str) -> Result<()> {
        match &self.0 {
            Some(hook) if cfg!(feature = "crash-points") => hook.reach(point).await,
            _ => Ok(()),
        }
    }

    /// Whether a test has broken this rule.
    #[inline]
    pub fn planted(&self, bug: Planted) -> bool {
        cfg!(feature = "crash-points") && self.0.as_ref().is_some_and(|hook| hook.planted(bug))
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Faults(hook)" } else { "Faults" })
    }
}
