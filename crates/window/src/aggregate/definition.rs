use serde::{Serialize, de::DeserializeOwned};

/// What to compute per key and window, from records of type `T`.
///
/// Records come in any order and are first gathered in parts, so `merge` must be associative and
/// commutative: however the records are split and whichever part comes first, the outcome is the same.
/// An accumulator always stands for at least one record; a window without records yields nothing.
///
/// ```
/// use aqueduct_window::Aggregate;
///
/// /// Whether any record of the window is an error.
/// #[derive(Clone)]
/// struct AnyError;
///
/// impl Aggregate<u16> for AnyError {
///     type Acc = bool;
///     type Out = bool;
///     const INVERTIBLE: bool = false;
///
///     fn name(&self) -> String {
///         "any_error".to_owned()
///     }
///     fn first(&self, status: &u16) -> bool {
///         *status >= 500
///     }
///     fn add(&self, acc: &mut bool, status: &u16) {
///         *acc |= *status >= 500;
///     }
///     fn merge(&self, acc: &mut bool, other: &bool) {
///         *acc |= *other;
///     }
///     fn finish(&self, acc: &bool) -> bool {
///         *acc
///     }
/// }
/// ```
pub trait Aggregate<T>: Clone + Send + 'static {
    /// What is kept per key and slice of time, and saved in checkpoints.
    type Acc: Clone + Send + Serialize + DeserializeOwned + 'static;
    /// What a window yields per key.
    type Out: Send + 'static;
    /// Whether `subtract` undoes `merge` exactly. If so, overlapping windows keep one running total per
    /// key; otherwise two stacks. Both cost the same at any overlap, the total somewhat less.
    const INVERTIBLE: bool;

    /// What it is and over which types, for the checkpoint: state of another name is not restored.
    fn name(&self) -> String;

    /// The accumulator of a single record.
    fn first(&self, value: &T) -> Self::Acc;

    /// Adds one more record.
    fn add(&self, acc: &mut Self::Acc, value: &T);

    /// Adds the records of `other`.
    fn merge(&self, acc: &mut Self::Acc, other: &Self::Acc);

    /// Takes the records of `other` out again. Called only if [`INVERTIBLE`](Self::INVERTIBLE), with
    /// something that was merged before, and never to the last record.
    ///
    /// # Panics
    /// Unless overridden, which fails the run with the step's name.
    fn subtract(&self, _acc: &mut Self::Acc, _other: &Self::Acc) {
        unreachable!("{} says it is invertible and has no `subtract`", self.name());
    }

    /// What the accumulator amounts to.
    fn finish(&self, acc: &Self::Acc) -> Self::Out;
}
