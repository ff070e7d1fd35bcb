use super::{Aggregate, Number};
use std::fmt;
use std::marker::PhantomData;

/// The sum of a number that `f` takes from each record, in the type of that number.
///
/// Integers are summed in 128 bits and saturate only in the result: a sum of `u8` is at most 255, so widen
/// in `f` where that matters. Sums of floating point are never subtracted from, so nothing drifts;
/// the order of the records may change their last digit.
///
/// ```
/// use aqueduct_window::{Aggregate, sum};
///
/// let bytes = sum(|line: &&str| line.len() as u64);
/// let mut acc = bytes.first(&"four");
/// bytes.add(&mut acc, &"eleven chars");
/// assert_eq!(bytes.finish(&acc), 16);
/// ```
pub fn sum<T, N: Number, F>(f: F) -> Sum<F, N>
where
    F: Fn(&T) -> N + Clone + Send + 'static,
{
    Sum { f, number: PhantomData }
}

/// See [`sum`].
#[derive(Clone)]
pub struct Sum<F, N> {
    f: F,
    number: PhantomData<fn() -> N>,
}

impl<F, N: Number> fmt::Debug for Sum<F, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sum<{}>", N::NAME)
    }
}

impl<T, N: Number, F> Aggregate<T> for Sum<F, N>
where
    F: Fn(&T) -> N + Clone + Send + 'static,
{
    type Acc = N::Wide;
    type Out = N;
    const INVERTIBLE: bool = N::EXACT;

    fn name(&self) -> String {
        format!("{self:?}")
    }

    #[inline]
    fn first(&self, value: &T) -> N::Wide {
        (self.f)(value).widen()
    }

    #[inline]
    fn add(&self, acc: &mut N::Wide, value: &T) {
        *acc = N::plus(*acc, (self.f)(value).widen());
    }

    #[inline]
    fn merge(&self, acc: &mut N::Wide, other: &N::Wide) {
        *acc = N::plus(*acc, *other);
    }

    #[inline]
    fn subtract(&self, acc: &mut N::Wide, other: &N::Wide) {
        *acc = N::minus(*acc, *other);
    }

    #[inline]
    fn finish(&self, acc: &N::Wide) -> N {
        N::narrow(*acc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_saturate_in_the_result_only() {
        let sum = sum(|n: &i64| *n);
        let mut acc = sum.first(&i64::MAX);
        sum.add(&mut acc, &i64::MAX);
        assert_eq!(sum.finish(&acc), i64::MAX);
        sum.subtract(&mut acc, &i128::from(i64::MAX));
        sum.add(&mut acc, &-5);
        assert_eq!(sum.finish(&acc), i64::MAX - 5);
        assert_eq!(<u8 as Number>::narrow(-1), 0);
    }

    #[test]
    fn only_exact_sums_are_subtracted_from() {
        fn invertible<G: Aggregate<f64>>(_: &G) -> bool {
            G::INVERTIBLE
        }
        assert!(invertible(&sum(|n: &f64| *n as i32)));
        assert!(!invertible(&sum(|n: &f64| *n)));
    }
}
