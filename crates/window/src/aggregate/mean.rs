use super::{Aggregate, Number};
use std::fmt;
use std::marker::PhantomData;

/// The arithmetic mean of a number that `f` takes from each record, as `f64`.
///
/// Integers are summed exactly; only the division rounds.
///
/// ```
/// use aqueduct_window::{Aggregate, mean};
///
/// let latency = mean(|micros: &u32| *micros);
/// let mut acc = latency.first(&10);
/// latency.add(&mut acc, &15);
/// assert_eq!(latency.finish(&acc), 12.5);
/// ```
pub fn mean<T, N: Number, F>(f: F) -> Mean<F, N>
where
    F: Fn(&T) -> N + Clone + Send + 'static,
{
    Mean { f, number: PhantomData }
}

/// See [`mean`].
#[derive(Clone)]
pub struct Mean<F, N> {
    f: F,
    number: PhantomData<fn() -> N>,
}

impl<F, N: Number> fmt::Debug for Mean<F, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mean<{}>", N::NAME)
    }
}

impl<T, N: Number, F> Aggregate<T> for Mean<F, N>
where
    F: Fn(&T) -> N + Clone + Send + 'static,
{
    type Acc = (N::Wide, u64);
    type Out = f64;
    const INVERTIBLE: bool = N::EXACT;

    fn name(&self) -> String {
        format!("{self:?}")
    }

    #[inline]
    fn first(&self, value: &T) -> Self::Acc {
        ((self.f)(value).widen(), 1)
    }

    #[inline]
    fn add(&self, acc: &mut Self::Acc, value: &T) {
        *acc = (N::plus(acc.0, (self.f)(value).widen()), acc.1 + 1);
    }

    #[inline]
    fn merge(&self, acc: &mut Self::Acc, other: &Self::Acc) {
        *acc = (N::plus(acc.0, other.0), acc.1 + other.1);
    }

    #[inline]
    fn subtract(&self, acc: &mut Self::Acc, other: &Self::Acc) {
        *acc = (N::minus(acc.0, other.0), acc.1 - other.1);
    }

    #[inline]
    fn finish(&self, acc: &Self::Acc) -> f64 {
        N::float(acc.0) / acc.1 as f64
    }
}
