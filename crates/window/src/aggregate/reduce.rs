use super::Aggregate;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use std::marker::PhantomData;

/// Takes a value from each record with `value` and folds them into one with `f`, as
/// `reduceByKeyAndWindow(f, ..)` does.
///
/// `f` must be associative and commutative. Where an inverse is known,
/// [`reduce_with_inverse`](super::reduce_with_inverse) makes overlapping windows somewhat cheaper.
///
/// ```
/// use aqueduct_window::{Aggregate, reduce};
///
/// let seen = reduce(|status: &u16| 1_u64 << (status / 100), |all, one| *all |= one);
/// let mut acc = seen.first(&200);
/// seen.add(&mut acc, &503);
/// assert_eq!(seen.finish(&acc), 0b100100);
/// ```
pub fn reduce<T, V, M, F>(value: M, f: F) -> Reduce<M, F, V>
where
    V: Clone + Serialize + DeserializeOwned + Send + 'static,
    M: Fn(&T) -> V + Clone + Send + 'static,
    F: Fn(&mut V, &V) + Clone + Send + 'static,
{
    Reduce { value, f, out: PhantomData }
}

/// See [`reduce`].
#[derive(Clone)]
pub struct Reduce<M, F, V> {
    value: M,
    f: F,
    out: PhantomData<fn() -> V>,
}

impl<M, F, V> fmt::Debug for Reduce<M, F, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reduce<{}>", std::any::type_name::<V>())
    }
}

impl<T, V, M, F> Aggregate<T> for Reduce<M, F, V>
where
    V: Clone + Serialize + DeserializeOwned + Send + 'static,
    M: Fn(&T) -> V + Clone + Send + 'static,
    F: Fn(&mut V, &V) + Clone + Send + 'static,
{
    type Acc = V;
    type Out = V;
    const INVERTIBLE: bool = false;

    fn name(&self) -> String {
        format!("{self:?}")
    }

    #[inline]
    fn first(&self, value: &T) -> V {
        (self.value)(value)
    }

    #[inline]
    fn add(&self, acc: &mut V, value: &T) {
        (self.f)(acc, &(self.value)(value));
    }

    #[inline]
    fn merge(&self, acc: &mut V, other: &V) {
        (self.f)(acc, other);
    }

    #[inline]
    fn finish(&self, acc: &V) -> V {
        acc.clone()
    }
}
