use aqueduct_core::{Origins, Window};
use std::fmt::Debug;
use std::sync::Arc;

/// Says where a result comes from: step, window and key.
#[derive(Debug)]
pub(crate) struct Coordinates<K> {
    pub(crate) step: Arc<str>,
    pub(crate) results: Vec<(Window, K)>,
}

impl<K: Debug + Send + Sync + 'static> Origins for Coordinates<K> {
    fn of(&self, nth: usize) -> String {
        let Some((Window { start, end }, key)) = self.results.get(nth) else {
            return self.step.to_string();
        };
        format!("{} {start}/{end} {key:?}", self.step)
    }
}
