/// What a step is, for the plan, the accounts and the checkpoints.
///
/// ```
/// use aqueduct_engine::Verb;
/// let rule = Verb::new("require").named("status_known").cleansing();
/// let count = Verb::new("aggregate").named("views").state("count, 30s every 10s").expanding();
/// ```
#[derive(Clone, Debug)]
pub struct Verb {
    pub(crate) kind: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) cleansing: bool,
    pub(crate) expanding: bool,
}

impl Verb {
    /// A verb of this kind: the name of the method that users call.
    pub fn new(kind: &'static str) -> Self {
        Self { kind, name: None, state: None, cleansing: false, expanding: false }
    }

    /// The user's name for this use of it. Names are unique within a pipeline.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// It keeps state: `fingerprint` says what has to be the same for a restore. A stateful step needs
    /// a name.
    #[must_use]
    pub fn state(mut self, fingerprint: impl Into<String>) -> Self {
        self.state = Some(fingerprint.into());
        self
    }

    /// It passes on what it does not reject, record by record, so it may come before `event_time`.
    #[must_use]
    pub fn cleansing(mut self) -> Self {
        self.cleansing = true;
        self
    }

    /// It hands on another number of records than it keeps, and counts them as `Entry::Out`.
    #[must_use]
    pub fn expanding(mut self) -> Self {
        self.expanding = true;
        self
    }
}
