//! What a pipeline of the model looks like and what may happen around it.

/// A set of records, one bit each.
pub(crate) type Records = u8;

/// The most source subtasks of a plan.
pub(crate) const SOURCES: usize = 2;

/// The most sink subtasks of a plan.
pub(crate) const TASKS: usize = 4;

/// What a sink subtask writes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Kind {
    /// A table written together with the progress row, in one transaction.
    Sql,
    /// Files: temporary, then published.
    File,
    /// A table by key; rows are visible when written.
    Table,
    /// Dead letters as two-phase files.
    LetterFile,
    /// Dead letters as upserts by coordinate.
    LetterTable,
}

impl Kind {
    /// Whether its work is a temporary file that waits to be published.
    pub(crate) fn is_file(self) -> bool {
        matches!(self, Kind::File | Kind::LetterFile)
    }

    /// Whether its rows are visible as soon as they are written.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, Kind::Table | Kind::LetterTable)
    }

    /// Whether it takes what other sinks refuse.
    pub(crate) fn is_letters(self) -> bool {
        matches!(self, Kind::LetterFile | Kind::LetterTable)
    }
}

/// One subtask of a sink.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subtask {
    /// What it writes to.
    pub(crate) kind: Kind,
    /// The records routed to it.
    pub(crate) takes: Records,
    /// The records its outside system refuses: a table when written, others in `prepare`.
    pub(crate) refuses: Records,
}

impl Subtask {
    /// A subtask that takes `takes` and refuses nothing.
    pub(crate) const fn new(kind: Kind, takes: Records) -> Self {
        Self { kind, takes, refuses: 0 }
    }

    /// The same, refusing `refuses`.
    pub(crate) const fn refusing(mut self, refuses: Records) -> Self {
        self.refuses = refuses;
        self
    }
}

/// What compares a row that is there with one that comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Version {
    /// Nothing: the last write wins.
    None,
    /// The run's incarnation.
    Incarnation,
    /// The run's incarnation, then how often the writer has connected.
    Connection,
}

/// How the pipeline of the second process differs from that of the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// Not at all.
    None,
    /// The transactional sink is new.
    AddSql,
    /// The transactional sink is gone.
    DropSql,
}

/// When sinks take what sources have sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// At once, in the step of the source: one chain.
    Fused,
    /// When they like: there are queues between them.
    Free,
    /// When they like in the first process; later ones are fused and run one epoch, up to the end.
    FirstFree,
}

/// What is run, and what may happen to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// The processes that may start, one after the other or side by side.
    pub(crate) processes: usize,
    /// Source subtasks, each with positions of its own.
    pub(crate) sources: usize,
    /// Records of each source subtask.
    pub(crate) records: u8,
    /// Sink subtasks.
    pub(crate) sinks: &'static [Subtask],
    /// When sinks take what sources have sent.
    pub(crate) flow: Flow,
    /// Owning the store takes three steps instead of one.
    pub(crate) fine_store: bool,
    /// A commit may stay without an answer.
    pub(crate) lost_answers: bool,
    /// A process may be stopped, and others start after an end.
    pub(crate) stops: bool,
    /// The start position is "latest", and a record comes at any time.
    pub(crate) latest: bool,
    /// How later processes differ from the first.
    pub(crate) change: Change,
    /// All records write one row of the keyed table, instead of one each.
    pub(crate) shared_key: bool,
    /// The version column of the keyed table.
    pub(crate) version: Version,
    /// A row's statement may stay without an answer: it is sent again, the first lands when it likes.
    pub(crate) retries: bool,
    /// Only the first incarnation's rows are refused.
    pub(crate) fickle: bool,
}

impl Plan {
    /// Up to `processes` incarnations, one source of three records, nothing unusual.
    pub(crate) const fn new(processes: usize, sinks: &'static [Subtask]) -> Self {
        Self {
            processes,
            sources: 1,
            records: 3,
            sinks,
            flow: Flow::Fused,
            fine_store: false,
            lost_answers: false,
            stops: false,
            latest: false,
            change: Change::None,
            shared_key: false,
            version: Version::None,
            retries: false,
            fickle: false,
        }
    }

    /// The bit of record `at` of `source`.
    pub(crate) fn record(&self, source: usize, at: u8) -> Records {
        1 << (source as u8 * self.records + at)
    }

    /// Records of `source` before `position`.
    pub(crate) fn before(&self, source: usize, position: u8) -> Records {
        ((1 << position) - 1) << (source as u8 * self.records)
    }

    /// All records before `positions`.
    pub(crate) fn all_before(&self, positions: [u8; SOURCES]) -> Records {
        (0..self.sources).fold(0, |all, source| all | self.before(source, positions[source]))
    }

    /// Whether process number `process` has the transactional sink.
    pub(crate) fn has_sql(&self, process: usize) -> bool {
        let listed = self.sinks.iter().any(|sink| sink.kind == Kind::Sql);
        listed
            && match self.change {
                Change::None => true,
                Change::AddSql => process > 0,
                Change::DropSql => process == 0,
            }
    }

    /// Whether the sinks of process number `process` take what is sent at once.
    pub(crate) fn is_fused(&self, process: usize) -> bool {
        match self.flow {
            Flow::Fused => true,
            Flow::Free => false,
            Flow::FirstFree => process > 0,
        }
    }

    /// Whether process number `process` runs one epoch only, up to the end.
    pub(crate) fn is_calm(&self, process: usize) -> bool {
        self.flow == Flow::FirstFree && process > 0
    }

    /// The number of records.
    pub(crate) fn total(&self) -> u8 {
        self.sources as u8 * self.records
    }

    /// The records that the sinks of a kind take, and those that they refuse.
    pub(crate) fn routed(&self, kind: Kind) -> (Records, Records) {
        let sinks = self.sinks.iter().filter(|sink| sink.kind == kind);
        let all = ((1_u16 << self.total()) - 1) as Records;
        sinks.fold((0, 0), |(takes, refuses), sink| (takes | sink.takes & all, refuses | sink.refuses & all))
    }

    /// The row of the keyed table that a record writes.
    pub(crate) fn key(&self, record: u8) -> usize {
        if self.shared_key { 0 } else { usize::from(record) }
    }
}
