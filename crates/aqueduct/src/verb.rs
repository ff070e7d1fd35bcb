//! The pieces of the engine that verbs are made of, for verbs of your own.
//!
//! A verb that sees one record at a time is a [`Step`], put on a chain by
//! [`Stream::then`](crate::Stream::then). One that keeps state or has several outputs ends the chain, with
//! [`Stream::end`](crate::Stream::end), in an [`Output`]. Either way it is an extension trait for
//! [`Stream`](crate::Stream).
//!
//! ```
//! use aqueduct::verb::{Opening, Step, Tally, Verb};
//! use aqueduct::{Record, Stream};
//!
//! trait Doubled<C: Step<Out = u64>> {
//!     fn doubled(self) -> Stream<u64, impl Step<In = C::In, Out = u64>>;
//! }
//!
//! impl<C: Step<Out = u64>> Doubled<C> for Stream<u64, C> {
//!     fn doubled(self) -> Stream<u64, impl Step<In = C::In, Out = u64>> {
//!         self.then(Verb::new("doubled"), |steps, tally| Double { steps, tally })
//!     }
//! }
//!
//! #[derive(Clone)]
//! struct Double<C> { steps: C, tally: Tally }
//!
//! impl<C: Step<Out = u64>> Step for Double<C> {
//!     type In = C::In;
//!     type Out = u64;
//!
//!     fn open(&mut self, at: &mut Opening<'_>) {
//!         self.steps.open(at);
//!         self.tally.open(at);
//!     }
//!
//!     fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<u64>)) {
//!         let Self { steps, tally } = self;
//!         steps.each(record, &mut |r| {
//!             let value = tally.kept(|| r.value * 2);
//!             out(Record::new(value, r.time));
//!         });
//!     }
//! }
//! ```

// Steps and ends of chains
pub use aqueduct_engine::{Buffer, Collector, Cursor, Discard, Here, Output, Step};
// The graph
pub use aqueduct_engine::{Exchange, Node, Opening, Outlets, Port, Verb, WiresOf};
// What flows within it
pub use aqueduct_engine::{BATCH, Barrier, Batch, Signal};
// Accounts and dead letters
pub use aqueduct_engine::{Counts, Entry, Rejection, Tally};
// Keys and state
pub use aqueduct_engine::{
    ByEach, ByRef, ByValue, GROUPS, HASH_VERSION, Key, Restored, Selector, Snapshot, State, group_of,
    hash_of, subtask_of,
};
