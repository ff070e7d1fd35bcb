/// A rule of the protocol that a test leaves out, to see that leaving it out is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Planted {
    /// The checkpoint stores the positions of the epoch before.
    StalePosition,
    /// A restart goes on one record too late.
    SkippedRecord,
    /// A restart opens the steps without their state.
    StateNotRestored,
    /// A restart does not publish the chosen checkpoint again.
    NotPublishedAgain,
    /// Inputs go on being read after their barrier.
    BarrierNotAligned,
    /// A restart forgets the watermark it had forwarded.
    WatermarkGoesBack,
    /// The dead letters' barrier overtakes the sinks' last refusals.
    DeadLettersTooEarly,
    /// An older incarnation is not refused by the store.
    NotFenced,
    /// The newest checkpoint is chosen, whatever the transactional sink's marker says.
    NewestChosen,
    /// What older incarnations prepared is not swept.
    NotSwept,
    /// Other sinks publish before the transactional sink has committed.
    PublishedFirst,
}
