//! The rules of the protocol, one by one, so that a case can leave any of them out.

/// One rule of the protocol; in brackets what is done without it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Rule {
    /// Older folders of the store are renamed away (a writer looks for a newer folder, then renames its manifest).
    Seal,
    /// Older folders are sealed before any of them is read (after).
    SealFirst,
    /// The number of an incarnation, once taken, cannot be made again (a sealed folder's name is free).
    NumberStays,
    /// A start looks for a newer number after it has made its folder (it does not).
    CheckNewer,
    /// Older folders are sealed and read by name (as a list shows them).
    SealByName,
    /// An epoch's name contains the incarnation (it is a bare number).
    UniqueEpochs,
    /// Every incarnation stores manifests under names of its own (a later one writes over an equal epoch).
    OwnManifests,
    /// `claim` fences, then reads the marker (it reads, then fences).
    FenceThenRead,
    /// With a transactional sink the marker names the checkpoint (the newest is taken).
    MarkerDecides,
    /// No marker means the newest checkpoint that does not list the sink (the newest of all).
    NoMarkerMeansUnlisted,
    /// A new pipeline stores its resolved start before it reads (every start resolves it anew).
    CheckpointZero,
    /// Unconfirmed commits of a sink that is gone refuse the start (they are forgotten).
    RefuseUnconfirmed,
    /// A start publishes the chosen checkpoint again (it goes straight on).
    PublishChosen,
    /// `sweep` knows what is old by the incarnation (by the list of later manifests).
    SweepByIncarnation,
    /// An input whose barrier has come is not read until all have it (it is).
    Align,
    /// A source's position is noted with its barrier (when the manifest is written).
    NotePosition,
    /// The manifest waits until every sink subtask has prepared (until the first has).
    AwaitAll,
    /// A transactional writer gets no rows between `prepare` and `commit` (it does).
    HoldRows,
    /// The manifest is durable before the marker is committed (after).
    ManifestFirst,
    /// Files are published after the marker was committed (before).
    MarkerThenFiles,
    /// The next epoch begins when every sink has confirmed this one (when it is decided).
    ConfirmFirst,
    /// The progress row is compared with the owner's incarnation.
    CompareOwner,
    /// The progress row is compared with the parent's epoch.
    CompareParent,
    /// A commit without an answer is settled by reading the marker (taken for done).
    Settle,
    /// A published name must hold what the manifest says, a missing file stops (neither is looked at).
    CheckFiles,
    /// The checkpoint before this one stays until this one is confirmed (until this one is stored).
    KeepBefore,
    /// The source's records are acknowledged when the epoch is confirmed (when the manifest is stored).
    AcknowledgeLast,
    /// `prepare` answers when every row was written (rows may still be on their way).
    Flush,
    /// Refused rows go to the dead letters before the barrier (after it).
    RefusedFirst,
    /// The dead-letter sink prepares when every sink's barrier has come (when the sources' have).
    LettersLast,
    /// A stop waits until its last epoch is confirmed (until it is prepared).
    StopWaits,
    /// Nothing is read after a last barrier (the sources go on).
    StopReading,
    /// A finished checkpoint ends a start at once (it runs another epoch).
    FinishedReturns,
    /// A finished checkpoint is published again as any other (a start returns before).
    FinishedPublishes,
}

/// Every rule, in the order of their declaration.
pub(crate) const ALL: [Rule; 34] = {
    use Rule::*;
    [
        Seal,
        SealFirst,
        NumberStays,
        CheckNewer,
        SealByName,
        UniqueEpochs,
        OwnManifests,
        FenceThenRead,
        MarkerDecides,
        NoMarkerMeansUnlisted,
        CheckpointZero,
        RefuseUnconfirmed,
        PublishChosen,
        SweepByIncarnation,
        Align,
        NotePosition,
        AwaitAll,
        HoldRows,
        ManifestFirst,
        MarkerThenFiles,
        ConfirmFirst,
        CompareOwner,
        CompareParent,
        Settle,
        CheckFiles,
        KeepBefore,
        AcknowledgeLast,
        Flush,
        RefusedFirst,
        LettersLast,
        StopWaits,
        StopReading,
        FinishedReturns,
        FinishedPublishes,
    ]
};

/// All rules but those left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rules(u64);

impl Rules {
    /// The protocol without `left_out`.
    pub(crate) fn without(left_out: &[Rule]) -> Self {
        Self(left_out.iter().fold(!0, |rules, rule| rules & !(1 << *rule as u32)))
    }

    /// Whether `rule` is followed.
    pub(crate) fn has(self, rule: Rule) -> bool {
        self.0 & 1 << rule as u32 != 0
    }
}
