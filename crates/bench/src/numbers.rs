use std::iter::StepBy;
use std::ops::Range;

/// Numbers of records, which is all that their making depends on.
pub(crate) type Numbers = StepBy<Range<u64>>;

/// Scatters a number over all 64 bits: the finaliser of MurmurHash3.
#[inline]
pub(crate) fn mix(mut n: u64) -> u64 {
    n ^= n >> 33;
    n = n.wrapping_mul(0xff51_afd7_ed55_8ccd);
    n ^= n >> 33;
    n = n.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    n ^ (n >> 33)
}
