use aqueduct_engine::{ByRef, Key, Keyed, Step, Stream};
use std::hash::Hash;

/// Gives every record a key that is a part of it.
pub trait KeyByRef<T: Send + 'static, C: Step<Out = T>> {
    /// Keys every record by the part of it that `key` shows, for the window that has to follow. The key
    /// is cloned only where it is new to a window, so text costs nothing more than a number.
    ///
    /// The key's `Hash` and its serde form are stored in checkpoints: they must not change between runs.
    ///
    /// The closure has to stand right in the call, or the compiler does not find its lifetimes. Text and
    /// vectors are shown by `as_str()` and `as_slice()`; `&r.path` is a `&String`, and hashes alike.
    ///
    /// ```
    /// # use aqueduct_engine::{Pipeline, Selector};
    /// # use aqueduct_memory::{MemoryLog, MemorySource};
    /// # use aqueduct_transform::KeyByRef;
    /// # #[derive(Clone)]
    /// # struct Request { path: String }
    /// # let log = MemoryLog::<Request>::new(1);
    /// # let pipeline = Pipeline::new("doc");
    /// let by_path = pipeline
    ///     .source("requests", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|request| request.path.as_str());
    /// # let (_, selector) = by_path.into_parts();
    /// # let mut keys = Vec::new();
    /// # selector.each(&Request { path: "/".into() }, |key| keys.push(key.to_owned()));
    /// # assert_eq!(keys, ["/"]);
    /// ```
    fn key_by_ref<Q, F>(self, key: F) -> Keyed<T, C, ByRef<F>>
    where
        Q: Hash + Eq + ToOwned<Owned: Key> + ?Sized,
        F: Fn(&T) -> &Q + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> KeyByRef<T, C> for Stream<T, C> {
    fn key_by_ref<Q, F>(self, key: F) -> Keyed<T, C, ByRef<F>>
    where
        Q: Hash + Eq + ToOwned<Owned: Key> + ?Sized,
        F: Fn(&T) -> &Q + Clone + Send + 'static,
    {
        Keyed::new(self, ByRef::new(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::reading;
    use aqueduct_engine::Selector;

    #[test]
    fn text_bytes_and_numbers_are_shown_where_they_are() {
        type Row = (String, Vec<u8>, u64);
        fn keys<S: Selector<Row>>(selector: &S) -> Vec<S::Key> {
            let row = ("a".to_owned(), vec![1, 2], 3);
            let mut keys = Vec::new();
            selector.each(&row, |key| keys.push(key.to_owned()));
            keys
        }
        let rows = || reading(1, Vec::<Row>::new()).1;
        assert_eq!(keys(&rows().key_by_ref(|r| r.0.as_str()).into_parts().1), ["a"]);
        assert_eq!(keys(&rows().key_by_ref(|r| r.1.as_slice()).into_parts().1), [[1, 2]]);
        assert_eq!(keys(&rows().key_by_ref(|r| &r.2).into_parts().1), [3]);
    }
}
