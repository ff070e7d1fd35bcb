use super::Aggregate;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use std::marker::PhantomData;

/// The greatest of what `f` takes from each record.
///
/// For floating point, which has no order of its own, wrap it in [`TotalOrder`](super::TotalOrder).
///
/// ```
/// use aqueduct_window::{Aggregate, max};
///
/// let max = max(|word: &&str| word.len());
/// let mut acc = max.first(&"window");
/// max.add(&mut acc, &"pane");
/// assert_eq!(max.finish(&acc), 6);
/// ```
pub fn max<T, V, F>(f: F) -> Max<F, V>
where
    V: Ord + Clone + Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&T) -> V + Clone + Send + 'static,
{
    Max { f, value: PhantomData }
}

/// See [`max`].
#[derive(Clone)]
pub struct Max<F, V> {
    f: F,
    value: PhantomData<fn() -> V>,
}

impl<F, V> fmt::Debug for Max<F, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "max<{}>", std::any::type_name::<V>())
    }
}

impl<T, V, F> Aggregate<T> for Max<F, V>
where
    V: Ord + Clone + Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&T) -> V + Clone + Send + 'static,
{
    type Acc = V;
    type Out = V;
    const INVERTIBLE: bool = false;

    fn name(&self) -> String {
        format!("{self:?}")
    }

    #[inline]
    fn first(&self, value: &T) -> V {
        (self.f)(value)
    }

    #[inline]
    fn add(&self, acc: &mut V, value: &T) {
        let value = (self.f)(value);
        if value > *acc {
            *acc = value;
        }
    }

    #[inline]
    fn merge(&self, acc: &mut V, other: &V) {
        if other > acc {
            acc.clone_from(other);
        }
    }

    #[inline]
    fn finish(&self, acc: &V) -> V {
        acc.clone()
    }
}
