use std::ops::{AddAssign, SubAssign};

/// How large a part of the state is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Tables.
    pub(crate) panes: usize,
    /// Keys, once per table they are in.
    pub(crate) keys: usize,
    /// What the tables have allocated, and what the keys keep outside of them. What an accumulator
    /// allocates by itself is not known.
    pub(crate) bytes: usize,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.panes += other.panes;
        self.keys += other.keys;
        self.bytes += other.bytes;
    }
}

impl SubAssign for Size {
    fn sub_assign(&mut self, other: Self) {
        self.panes -= other.panes;
        self.keys -= other.keys;
        self.bytes -= other.bytes;
    }
}
