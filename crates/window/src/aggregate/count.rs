use super::Aggregate;

/// How many records there are: `u64`.
///
/// ```
/// use aqueduct_window::{Aggregate, count};
///
/// let count = count();
/// let mut acc = Aggregate::<&str>::first(&count, &"a");
/// Aggregate::<&str>::add(&count, &mut acc, &"b");
/// assert_eq!(Aggregate::<&str>::finish(&count, &acc), 2);
/// ```
pub fn count() -> Count {
    Count
}

/// See [`count`].
#[derive(Clone, Copy, Debug)]
pub struct Count;

impl<T> Aggregate<T> for Count {
    type Acc = u64;
    type Out = u64;
    const INVERTIBLE: bool = true;

    fn name(&self) -> String {
        "count".to_owned()
    }

    #[inline]
    fn first(&self, _value: &T) -> u64 {
        1
    }

    #[inline]
    fn add(&self, acc: &mut u64, _value: &T) {
        *acc += 1;
    }

    #[inline]
    fn merge(&self, acc: &mut u64, other: &u64) {
        *acc += other;
    }

    #[inline]
    fn subtract(&self, acc: &mut u64, other: &u64) {
        *acc -= other;
    }

    #[inline]
    fn finish(&self, acc: &u64) -> u64 {
        *acc
    }
}
