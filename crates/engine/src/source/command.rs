use crate::checkpoint::Raw;
use crate::flow::Barrier;
use aqueduct_core::{EventTime, Split, SplitId};

/// A split for a subtask, in the connector's own form.
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    pub(crate) split: Raw,
    /// The highest event time seen in it so far.
    pub(crate) high: EventTime,
}

/// What the coordinator asks of one subtask of a source.
#[derive(Debug)]
pub(crate) enum Command<S: Split> {
    /// Read these as well.
    Assign(Vec<(S, EventTime)>),
    /// Note the positions and send the barrier.
    Trigger(Barrier),
    /// The discovery after these splits' end has been served: they no longer hold the watermark.
    Served(Vec<SplitId>),
    /// There is nothing left, or nothing more is wanted: the watermark goes to the end of time.
    Finish,
    /// Everything before these positions is stored for good.
    Acknowledge(Vec<S>),
}
