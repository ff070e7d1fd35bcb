use super::{Aggregate, Reduce, reduce};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// As [`reduce`], with a function that undoes `f` exactly, as `reduceByKeyAndWindow(f, inverse, ..)` does.
///
/// `inverse(a, b)` takes `b` out of `a`; use it for integers, never for floating point, where the rounding
/// would stay behind for ever. A key without a record left in the window yields nothing, whatever its
/// total: no filter function is needed.
///
/// ```
/// use aqueduct_window::{Aggregate, reduce_with_inverse};
///
/// let sold = reduce_with_inverse(|n: &i64| *n, |all, one| *all += one, |all, one| *all -= one);
/// let mut acc = sold.first(&7);
/// sold.add(&mut acc, &2);
/// sold.subtract(&mut acc, &7);
/// assert_eq!(sold.finish(&acc), 2);
/// ```
pub fn reduce_with_inverse<T, V, M, F, I>(value: M, f: F, inverse: I) -> ReduceWithInverse<M, F, I, V>
where
    V: Clone + Serialize + DeserializeOwned + Send + 'static,
    M: Fn(&T) -> V + Clone + Send + 'static,
    F: Fn(&mut V, &V) + Clone + Send + 'static,
    I: Fn(&mut V, &V) + Clone + Send + 'static,
{
    ReduceWithInverse { reduce: reduce(value, f), inverse }
}

/// See [`reduce_with_inverse`].
#[derive(Clone)]
pub struct ReduceWithInverse<M, F, I, V> {
    reduce: Reduce<M, F, V>,
    inverse: I,
}

impl<M, F, I, V> fmt::Debug for ReduceWithInverse<M, F, I, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} with inverse", self.reduce)
    }
}

impl<T, V, M, F, I> Aggregate<T> for ReduceWithInverse<M, F, I, V>
where
    V: Clone + Serialize + DeserializeOwned + Send + 'static,
    M: Fn(&T) -> V + Clone + Send + 'static,
    F: Fn(&mut V, &V) + Clone + Send + 'static,
    I: Fn(&mut V, &V) + Clone + Send + 'static,
{
    type Acc = V;
    type Out = V;
    const INVERTIBLE: bool = true;

    /// That of `reduce`: both keep the same state, so one may become the other.
    fn name(&self) -> String {
        format!("{:?}", self.reduce)
    }

    #[inline]
    fn first(&self, value: &T) -> V {
        self.reduce.first(value)
    }

    #[inline]
    fn add(&self, acc: &mut V, value: &T) {
        self.reduce.add(acc, value);
    }

    #[inline]
    fn merge(&self, acc: &mut V, other: &V) {
        Aggregate::<T>::merge(&self.reduce, acc, other);
    }

    #[inline]
    fn subtract(&self, acc: &mut V, other: &V) {
        (self.inverse)(acc, other);
    }

    #[inline]
    fn finish(&self, acc: &V) -> V {
        Aggregate::<T>::finish(&self.reduce, acc)
    }
}
