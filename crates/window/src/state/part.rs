use crate::Aggregate;
use aqueduct_engine::hash_of;
use std::hash::Hash;

/// What was gathered of one key in one slice of time: what crosses the exchange.
#[derive(Debug)]
pub(crate) struct Part<K, A> {
    pub(crate) hash: u64,
    /// The start of the slice.
    pub(crate) pane: i64,
    /// How many of the windows of the slice do not count it: the first ones.
    pub(crate) missed: u64,
    pub(crate) key: K,
    pub(crate) acc: A,
}

impl<K, A> Part<K, A> {
    /// One key of a single record, in the slice that starts at `pane`; so many windows of it are missed.
    #[inline]
    pub(crate) fn single<T, G, Q>(agg: &G, value: &T, key: &Q, pane: i64, missed: u64) -> Self
    where
        G: Aggregate<T, Acc = A>,
        Q: Hash + ToOwned<Owned = K> + ?Sized,
    {
        Self { hash: hash_of(key), pane, missed, key: key.to_owned(), acc: agg.first(value) }
    }
}
