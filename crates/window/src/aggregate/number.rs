use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// A number that can be summed: the integers up to 64 bits, `f32` and `f64`. Implemented here only.
pub trait Number: Copy + Debug + Send + sealed::Sealed + 'static {
    /// Wide enough for sums: `i128` for integers, `f64` for floating point.
    type Wide: Copy + Debug + Send + Serialize + DeserializeOwned + 'static;
    /// Whether sums are exact, so that subtracting undoes adding.
    const EXACT: bool;
    /// Its name.
    const NAME: &'static str;

    /// The same number, wide.
    fn widen(self) -> Self::Wide;
    /// The nearest number of this type: integers saturate at their ends.
    fn narrow(wide: Self::Wide) -> Self;
    /// `a + b`.
    fn plus(a: Self::Wide, b: Self::Wide) -> Self::Wide;
    /// `a - b`.
    fn minus(a: Self::Wide, b: Self::Wide) -> Self::Wide;
    /// The nearest `f64`.
    fn float(wide: Self::Wide) -> f64;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! integer {
    ($($int:ty)*) => {$(
        impl sealed::Sealed for $int {}
        impl Number for $int {
            type Wide = i128;
            const EXACT: bool = true;
            const NAME: &'static str = stringify!($int);

            #[inline]
            fn widen(self) -> i128 {
                self as i128
            }
            #[inline]
            fn narrow(wide: i128) -> Self {
                Self::try_from(wide).unwrap_or(if wide < 0 { Self::MIN } else { Self::MAX })
            }
            #[inline]
            fn plus(a: i128, b: i128) -> i128 {
                a.wrapping_add(b)
            }
            #[inline]
            fn minus(a: i128, b: i128) -> i128 {
                a.wrapping_sub(b)
            }
            #[inline]
            fn float(wide: i128) -> f64 {
                wide as f64
            }
        }
    )*};
}

macro_rules! float {
    ($($float:ty)*) => {$(
        impl sealed::Sealed for $float {}
        impl Number for $float {
            type Wide = f64;
            const EXACT: bool = false;
            const NAME: &'static str = stringify!($float);

            #[inline]
            fn widen(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn narrow(wide: f64) -> Self {
                wide as Self
            }
            #[inline]
            fn plus(a: f64, b: f64) -> f64 {
                a + b
            }
            #[inline]
            fn minus(a: f64, b: f64) -> f64 {
                a - b
            }
            #[inline]
            fn float(wide: f64) -> f64 {
                wide
            }
        }
    )*};
}

integer!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
float!(f32 f64);
