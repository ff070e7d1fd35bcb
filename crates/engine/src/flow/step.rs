use crate::Opening;
use aqueduct_core::Record;
use std::fmt;
use std::marker::PhantomData;

/// A stateless step: takes one record and hands on any number. A chain of steps compiles to one loop
/// body; steps never see signals.
///
/// A step holds the steps before it and calls them first, so the last one of a chain is the whole
/// chain. It is cloned for every subtask.
pub trait Step: Clone + Send + 'static {
    /// What enters the chain.
    type In: Send + 'static;
    /// What leaves this step.
    type Out: Send + 'static;

    /// Called once in every subtask, before any record: opens the steps before it, then its tally.
    fn open(&mut self, at: &mut Opening<'_>);

    /// Passes one record through the chain up to here.
    fn each(&mut self, record: Record<Self::In>, out: &mut impl FnMut(Record<Self::Out>));
}

/// The chain right after a boundary: nothing yet.
pub struct Here<T>(PhantomData<fn(T)>);

impl<T> Here<T> {
    /// The empty chain.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for Here<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Here<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Here<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Here")
    }
}

impl<T: Send + 'static> Step for Here<T> {
    type In = T;
    type Out = T;

    fn open(&mut self, _at: &mut Opening<'_>) {}

    #[inline(always)]
    fn each(&mut self, record: Record<T>, out: &mut impl FnMut(Record<T>)) {
        out(record);
    }
}
