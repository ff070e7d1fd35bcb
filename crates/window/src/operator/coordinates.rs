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

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct_core::EventTime;

    #[test]
    fn a_result_is_found_by_step_window_and_key() {
        let window = Window { start: EventTime::from_secs(0), end: EventTime::from_secs(60) };
        let coordinates = Coordinates { step: "views".into(), results: vec![(window, "/a b".to_owned())] };
        assert_eq!(coordinates.of(0), r#"views 1970-01-01T00:00:00Z/1970-01-01T00:01:00Z "/a b""#);
    }
}
