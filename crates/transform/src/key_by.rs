use aqueduct_engine::{ByValue, Key, Keyed, Step, Stream};

/// Gives every record a key that is computed.
pub trait KeyBy<T: Send + 'static, C: Step<Out = T>> {
    /// Keys every record by what `key` makes of it, for the window that has to follow. Good for keys that
    /// are copied: numbers, small tuples. A key that is a part of the record, such as a `String`, need not
    /// be cloned: see [`key_by_ref`](crate::KeyByRef::key_by_ref).
    ///
    /// The key's `Hash` and its serde form are stored in checkpoints: they must not change between runs.
    ///
    /// ```
    /// # use aqueduct_engine::{Pipeline, Selector};
    /// # use aqueduct_memory::{MemoryLog, MemorySource};
    /// # use aqueduct_transform::KeyBy;
    /// # let log = MemoryLog::<(u32, String)>::new(1);
    /// # let pipeline = Pipeline::new("doc");
    /// let by_user = pipeline
    ///     .source("logins", MemorySource::new(&log).bounded())
    ///     .key_by(|(user, _page)| *user);
    /// # let (_, selector) = by_user.into_parts();
    /// # let mut keys = Vec::new();
    /// # selector.each(&(7, "/".to_owned()), |key| keys.push(*key));
    /// # assert_eq!(keys, [7]);
    /// ```
    fn key_by<K, F>(self, key: F) -> Keyed<T, C, ByValue<F>>
    where
        K: Key,
        F: Fn(&T) -> K + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> KeyBy<T, C> for Stream<T, C> {
    fn key_by<K, F>(self, key: F) -> Keyed<T, C, ByValue<F>>
    where
        K: Key,
        F: Fn(&T) -> K + Clone + Send + 'static,
    {
        Keyed::new(self, ByValue::new(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::reading;
    use aqueduct_engine::Selector;

    #[test]
    fn the_key_is_computed() {
        #[derive(Clone)]
        struct Login {
            user: u32,
            shop: Option<u8>,
        }
        let (_pipeline, logins) = reading(1, Vec::<Login>::new());
        let (_, selector) = logins.key_by(|login| (login.user, login.shop)).into_parts();
        let mut keys = Vec::new();
        selector.each(&Login { user: 7, shop: None }, |key| keys.push(*key));
        assert_eq!(keys, [(7, None)]);
    }
}
