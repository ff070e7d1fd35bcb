use super::Shape;

/// One window over everything, fired at the end of a bounded source.
///
/// Nothing is late for it. Over a source that never ends it never fires.
///
/// ```
/// use aqueduct_window::{Shape, Whole};
///
/// assert_eq!(Shape::from(Whole).to_string(), "whole");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole;

impl From<Whole> for Shape {
    fn from(_: Whole) -> Self {
        Self::whole()
    }
}
