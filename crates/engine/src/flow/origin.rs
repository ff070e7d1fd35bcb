use aqueduct_core::Origins;
use std::fmt;
use std::sync::Arc;

/// Where the elements of a batch come from. It rides on the batch and is looked at only for a record
/// that is rejected.
#[derive(Clone, Default)]
pub(crate) struct Origin {
    origins: Option<Arc<dyn Origins>>,
    source: Option<Arc<str>>,
    /// For each element its number in `origins`; without it they are the same.
    index: Option<Arc<[u32]>>,
}

impl Origin {
    /// As a source's reader said.
    pub(crate) fn of_source(source: Arc<str>, origins: Arc<dyn Origins>) -> Self {
        Self { origins: Some(origins), source: Some(source), index: None }
    }

    /// As a step after an exchange said.
    pub(crate) fn of_step(origins: Arc<dyn Origins>) -> Self {
        Self { origins: Some(origins), source: None, index: None }
    }

    /// The origin of a batch made of the elements with these numbers.
    pub(crate) fn select(&self, index: &[u32]) -> Self {
        if self.origins.is_none() {
            return Self::default();
        }
        let index = index.iter().map(|nth| self.resolve(*nth)).collect();
        Self { index: Some(index), ..self.clone() }
    }

    /// The number in its origins of the `nth` element.
    pub(crate) fn resolve(&self, nth: u32) -> u32 {
        match &self.index {
            Some(index) => index.get(nth as usize).copied().unwrap_or(nth),
            None => nth,
        }
    }

    /// Coordinates of the `nth` element.
    pub(crate) fn coordinates(&self, nth: u32) -> Option<String> {
        Some(self.origins.as_ref()?.of(self.resolve(nth) as usize))
    }

    /// The source's name; empty after an exchange.
    pub(crate) fn source(&self) -> &str {
        self.source.as_deref().unwrap_or_default()
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin").field("source", &self.source).finish_non_exhaustive()
    }
}
