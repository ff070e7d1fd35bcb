use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Borrow;
use std::fmt;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;

/// What may be a key: hashed, compared, saved in checkpoints and shown in dead letters.
pub trait Key: Hash + Eq + Clone + Debug + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<K> Key for K where K: Hash + Eq + Clone + Debug + Serialize + DeserializeOwned + Send + Sync + 'static {}

/// Shows the keys of a record, usually one. A key is only owned when it is new to the state.
pub trait Selector<T>: Clone + Send + 'static {
    /// The key as state keeps it.
    type Key: Key + Borrow<Self::Ref>;
    /// The key as a record shows it.
    type Ref: Hash + Eq + ToOwned<Owned = Self::Key> + ?Sized;

    /// Calls `seen` with each key of `value`.
    fn each(&self, value: &T, seen: impl FnMut(&Self::Ref));
}

/// The key is computed, as by `key_by`.
#[derive(Clone)]
pub struct ByValue<F>(F);

/// The key is part of the record, as by `key_by_ref`.
#[derive(Clone)]
pub struct ByRef<F>(F);

/// A record has any number of keys, as by `key_by_each`.
pub struct ByEach<F, Q: ?Sized>(F, PhantomData<fn(&Q)>);

impl<F> ByValue<F> {
    /// With this function.
    pub fn new<T, K: Key>(key: F) -> Self
    where
        F: Fn(&T) -> K,
    {
        Self(key)
    }
}

impl<F> ByRef<F> {
    /// With this function.
    pub fn new<T, Q: ?Sized>(key: F) -> Self
    where
        F: Fn(&T) -> &Q,
    {
        Self(key)
    }
}

impl<F, Q: ?Sized> ByEach<F, Q> {
    /// With this function, which calls back with each key.
    pub fn new<T>(keys: F) -> Self
    where
        F: Fn(&T, &mut dyn FnMut(&Q)),
    {
        Self(keys, PhantomData)
    }
}

impl<T, K, F> Selector<T> for ByValue<F>
where
    K: Key,
    F: Fn(&T) -> K + Clone + Send + 'static,
{
    type Key = K;
    type Ref = K;

    #[inline(always)]
    fn each(&self, value: &T, mut seen: impl FnMut(&K)) {
        seen(&(self.0)(value));
    }
}

impl<T, Q, F> Selector<T> for ByRef<F>
where
    Q: Hash + Eq + ToOwned<Owned: Key> + ?Sized,
    F: Fn(&T) -> &Q + Clone + Send + 'static,
{
    type Key = Q::Owned;
    type Ref = Q;

    #[inline(always)]
    fn each(&self, value: &T, mut seen: impl FnMut(&Q)) {
        seen((self.0)(value));
    }
}

impl<T, Q, F> Selector<T> for ByEach<F, Q>
where
    Q: Hash + Eq + ToOwned<Owned: Key> + ?Sized + 'static,
    F: Fn(&T, &mut dyn FnMut(&Q)) + Clone + Send + 'static,
{
    type Key = Q::Owned;
    type Ref = Q;

    #[inline(always)]
    fn each(&self, value: &T, mut seen: impl FnMut(&Q)) {
        (self.0)(value, &mut seen);
    }
}

// Derived, it would ask `Q: Clone`.
impl<F: Clone, Q: ?Sized> Clone for ByEach<F, Q> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<F> Debug for ByValue<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByValue")
    }
}

impl<F> Debug for ByRef<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByRef")
    }
}

impl<F, Q: ?Sized> Debug for ByEach<F, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByEach")
    }
}
