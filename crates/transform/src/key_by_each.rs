use aqueduct_engine::{ByEach, Key, Keyed, Step, Stream};
use std::hash::Hash;

/// Gives every record any number of keys.
pub trait KeyByEach<T: Send + 'static, C: Step<Out = T>> {
    /// Keys every record by each key that `keys` shows, for the window that has to follow: the record
    /// counts once for each of them, and not at all for none. This is `flat_map` and `key_by_ref` in one,
    /// without a copy per key.
    ///
    /// The key's `Hash` and its serde form are stored in checkpoints: they must not change between runs.
    ///
    /// Where the compiler does not find out the type of the key, or the closure does not stand right in
    /// the call, say both: `|line: &String, key: &mut dyn FnMut(&str)| ..`.
    ///
    /// ```
    /// # use aqueduct_engine::{Pipeline, Selector};
    /// # use aqueduct_memory::{MemoryLog, MemorySource};
    /// # use aqueduct_transform::KeyByEach;
    /// # let log = MemoryLog::<String>::new(1);
    /// # let pipeline = Pipeline::new("doc");
    /// let by_word = pipeline
    ///     .source("lines", MemorySource::new(&log).bounded())
    ///     .key_by_each(|line, key| line.split_ascii_whitespace().for_each(key));
    /// # let (_, selector) = by_word.into_parts();
    /// # let mut keys = Vec::new();
    /// # selector.each(&"to be".to_owned(), |key| keys.push(key.to_owned()));
    /// # assert_eq!(keys, ["to", "be"]);
    /// ```
    fn key_by_each<Q, F>(self, keys: F) -> Keyed<T, C, ByEach<F, Q>>
    where
        Q: Hash + Eq + ToOwned<Owned: Key> + ?Sized + 'static,
        F: Fn(&T, &mut dyn FnMut(&Q)) + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> KeyByEach<T, C> for Stream<T, C> {
    fn key_by_each<Q, F>(self, keys: F) -> Keyed<T, C, ByEach<F, Q>>
    where
        Q: Hash + Eq + ToOwned<Owned: Key> + ?Sized + 'static,
        F: Fn(&T, &mut dyn FnMut(&Q)) + Clone + Send + 'static,
    {
        Keyed::new(self, ByEach::new(keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::reading;
    use aqueduct_engine::Selector;

    #[test]
    fn a_record_may_have_no_key_or_several() {
        let (_pipeline, posts) = reading(1, Vec::<(u64, Vec<String>)>::new());
        let by_tag = posts.key_by_each(|post: &(u64, Vec<String>), key: &mut dyn FnMut(&str)| {
            post.1.iter().for_each(|tag| key(tag));
        });
        let (_, selector) = by_tag.into_parts();
        let mut keys = Vec::new();
        selector.each(&(1, Vec::new()), |key| keys.push(key.to_owned()));
        selector.each(&(2, vec!["a".into(), "b".into()]), |key| keys.push(key.to_owned()));
        assert_eq!(keys, ["a", "b"]);
    }

    #[test]
    fn a_closure_that_is_made_elsewhere_needs_both_types() {
        let words = |line: &String, key: &mut dyn FnMut(&str)| line.split(' ').for_each(key);
        let (_pipeline, lines) = reading(1, Vec::<String>::new());
        let (_, selector) = lines.key_by_each(words).into_parts();
        let mut keys = Vec::new();
        selector.each(&"to be".to_owned(), |key| keys.push(key.to_owned()));
        assert_eq!(keys, ["to", "be"]);
    }
}
