use super::Opening;
use crate::flow::Collector;
use aqueduct_core::{Record, Result};
use std::fmt;
use std::marker::PhantomData;

/// Builds what listens at a port, for one subtask.
pub(crate) struct Factory<E>(pub(crate) FactoryFn<E>);

type FactoryFn<E> = Box<dyn Fn(&mut Opening<'_>) -> Result<Box<dyn Collector<E>>> + Send>;

/// An output of a step: a boundary that others listen to.
pub struct Port<T> {
    pub(crate) id: usize,
    records: PhantomData<fn() -> T>,
}

impl<T> Port<T> {
    pub(crate) fn new(id: usize) -> Self {
        Self { id, records: PhantomData }
    }
}

impl<T> Clone for Port<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Port<T> {}

impl<T> fmt::Debug for Port<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Port({})", self.id)
    }
}

/// What the graph knows of a port; `Factory<Record<T>>` and the copy function have its type.
pub(crate) struct PortSlot {
    /// For errors: `results of "views"`.
    pub(crate) label: String,
    pub(crate) listeners: Vec<Box<dyn std::any::Any + Send>>,
    /// `fn(&Record<T>) -> Record<T>`, for a port that several may listen to.
    pub(crate) copy: Option<Box<dyn std::any::Any + Send>>,
}

/// Copies a record for another listener.
pub(crate) type CopyRecord<T> = fn(&Record<T>) -> Record<T>;
