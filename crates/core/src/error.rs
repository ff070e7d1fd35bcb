use std::error::Error as StdError;
use std::fmt;

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The one error of all crates, a pointer wide: what kind it is, a one-line message, context and a
/// source.
///
/// `Display` is one line: message, context, then the messages of its sources. It never holds secrets.
///
/// ```
/// use aqueduct_core::{Error, ErrorKind};
/// let error = Error::new(ErrorKind::Unavailable, "no answer").with("address", "db:5432");
/// assert_eq!(error.to_string(), "no answer (address: db:5432)");
/// assert!(error.is_transient());
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    context: Vec<(&'static str, String)>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What an error means for whoever gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The pipeline or a connector is set up wrongly; the message names the field. Never retried.
    Config,
    /// The outside system does not answer or is not ready. Transient.
    Unavailable,
    /// The outside system asks for less. Transient.
    Throttled,
    /// The outside system refuses who we are or what we may do. Never retried.
    Denied,
    /// A record is unfit and nothing was set up to take it.
    BadRecord,
    /// The position to resume from no longer exists outside. Never retried: going on would lose data.
    PositionLost,
    /// A newer incarnation owns the pipeline. Never retried.
    Fenced,
    /// What was stored does not match what is there now. Never retried.
    Incompatible,
    /// Something that should be impossible, or a panic in a user's closure.
    Internal,
}

impl ErrorKind {
    /// Whether trying the same again later may help.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Unavailable | Self::Throttled)
    }
}

impl Error {
    /// An error of this kind. The message is one sentence without a full stop; line breaks in it
    /// become spaces.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = one_line(message.into());
        Self(Box::new(Inner { kind, message, context: Vec::new(), source: None }))
    }

    /// A `Config` error.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// An `Internal` error.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// Adds what it concerns: a field, a file, a position.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.0.context.push((key, one_line(value.to_string())));
        self
    }

    /// Adds what caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What it means.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether trying the same again later may help.
    pub fn is_transient(&self) -> bool {
        self.0.kind.is_transient()
    }

    /// The sentence alone.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The first context value under `key`.
    pub fn context(&self, key: &str) -> Option<&str> {
        self.0.context.iter().find(|(k, _)| *k == key).map(|(_, v)| v.as_str())
    }
}

/// Servers like to answer with stack traces; an error stays one line.
fn one_line(text: String) -> String {
    if text.contains(['\n', '\r']) {
        text.split(['\n', '\r']).map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        for (nth, (key, value)) in self.0.context.iter().enumerate() {
            let before = if nth == 0 { " (" } else { ", " };
            write!(f, "{before}{key}: {value}")?;
        }
        if !self.0.context.is_empty() {
            f.write_str(")")?;
        }
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {}", one_line(error.to_string()))?;
            source = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }

    #[test]
    fn stays_one_line_with_everything_in_it() {
        let cause = std::io::Error::other("java.io.IOException: no\n\tat Foo.bar(Foo.java:1)");
        let error = Error::new(ErrorKind::Denied, "not\nallowed").with("user", "a\r\nb").because(cause);
        assert_eq!(
            error.to_string(),
            "not allowed (user: a b): java.io.IOException: no at Foo.bar(Foo.java:1)"
        );
        assert_eq!(error.context("user"), Some("a b"));
        assert!(format!("{error:?}").starts_with("Denied: not allowed"));
    }

    #[test]
    fn only_outside_trouble_is_transient() {
        assert!(ErrorKind::Unavailable.is_transient() && ErrorKind::Throttled.is_transient());
        for kind in [ErrorKind::Config, ErrorKind::Fenced, ErrorKind::Internal, ErrorKind::Denied] {
            assert!(!kind.is_transient());
        }
    }
}
