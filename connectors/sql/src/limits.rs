/// How much goes into one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows, at least one.
    pub rows: usize,
    /// Bytes of values; a larger row goes alone.
    pub bytes: usize,
}

impl Limits {
    /// The largest row, in bytes of its values: 256 MiB. A larger one is refused; servers stop at 1 GiB,
    /// counted in their own way.
    pub const LARGEST_ROW: usize = 256 << 20;
}
