/// Whether a source ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundedness {
    /// Every split has an end, and one day there are no further splits: the pipeline ends by itself.
    Bounded,
    /// There may always be more: the pipeline runs until it is stopped or drained.
    Unbounded,
}
