use std::fmt;

/// How often a record takes effect in the outside system, whatever crashes. Ordered from weak to
/// strong, so that a pipeline's guarantee is the minimum over its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guarantee {
    /// Nothing is lost; a replay may write rows a second time.
    AtLeastOnce,
    /// A replay may write rows a second time, to the same place and with the same content.
    EffectivelyOnce,
    /// Nothing is lost and nothing is visible twice.
    ExactlyOnce,
}

impl fmt::Display for Guarantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtLeastOnce => "at least once",
            Self::EffectivelyOnce => "effectively once",
            Self::ExactlyOnce => "exactly once",
        })
    }
}
