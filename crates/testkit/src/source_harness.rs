use aqueduct_core::Source;
use std::future::Future;
use std::time::Duration;

/// Stands between the source laws and one outside system: one fresh stream in it.
///
/// A connector's tests implement it; `source_conformance!(ItsHarness)` does the rest. The methods
/// with a default belong to a capability: implement them where [`SourceCapabilities`] says so.
///
/// ```
/// use aqueduct_core::EventTime;
/// use aqueduct_memory::{MemoryLog, MemorySource};
/// use aqueduct_testkit::{Reading, SourceHarness};
///
/// struct Harness(MemoryLog<String>);
///
/// impl SourceHarness for Harness {
///     type Source = MemorySource<String>;
///
///     async fn provision(splits: usize) -> Option<Self> {
///         Some(Self(MemoryLog::new(splits as u32)))
///     }
///
///     fn source(&self, _: Reading) -> MemorySource<String> {
///         MemorySource::new(&self.0)
///     }
///
///     fn text(item: &String) -> String {
///         item.clone()
///     }
///
///     async fn publish(&self, split: usize, text: &str) {
///         self.0.append(split as u32, text.into(), EventTime::from_secs(1));
///     }
/// }
///
/// mod laws {
///     aqueduct_testkit::source_conformance!(super::Harness);
/// }
/// # use aqueduct_testkit::source_laws;
/// # aqueduct_testkit::run(source_laws::each_split_is_read_in_order::<Harness>());
/// ```
pub trait SourceHarness: Sized + Send + Sync + 'static {
    /// The source under test.
    type Source: Source;

    /// What this outside system can do. A law about anything else is skipped.
    fn capabilities() -> SourceCapabilities {
        SourceCapabilities::default()
    }

    /// Makes a fresh, empty, uniquely named stream of `splits` splits; `None` if the outside system is
    /// not configured on this machine. Then the law is skipped, but fails where `CI` is set.
    fn provision(splits: usize) -> impl Future<Output = Option<Self>> + Send;

    /// The source under test, as a new process would configure it.
    fn source(&self, reading: Reading) -> Self::Source;

    /// The text that was published, out of what the source made of it.
    fn text(item: &<Self::Source as Source>::Item) -> String;

    /// Writes straight into the outside system, past the code under test. When it returns, the
    /// outside system has taken the record.
    fn publish(&self, split: usize, text: &str) -> impl Future<Output = ()> + Send;

    /// A source whose outside system does not answer; `None` if there is nothing that could be away.
    fn unreachable(&self) -> Option<Self::Source> {
        None
    }

    /// Every password, key and token that [`source`](Self::source) was given.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// Publishes a message that the source cannot decode, and returns its bytes
    /// ([`undecodable`](SourceCapabilities::undecodable)).
    fn publish_undecodable(&self, _split: usize) -> impl Future<Output = Vec<u8>> + Send {
        async { missing("undecodable", "publish_undecodable") }
    }

    /// Adds a split and returns its number ([`discovers`](SourceCapabilities::discovers)).
    fn add_split(&self) -> impl Future<Output = usize> + Send {
        async { missing("discovers", "add_split") }
    }

    /// Makes the outside system drop all that was published to this split so far
    /// ([`loses_positions`](SourceCapabilities::loses_positions)).
    fn forget(&self, _split: usize) -> impl Future<Output = ()> + Send {
        async { missing("loses_positions", "forget") }
    }

    /// How many records of this split the outside system shows as stored for good
    /// ([`acknowledges`](SourceCapabilities::acknowledges)).
    fn acknowledged(&self, _split: usize) -> impl Future<Output = u64> + Send {
        async { missing("acknowledges", "acknowledged") }
    }

    /// Breaks what readers have open to this split, once, as a dropped connection would
    /// ([`breaks`](SourceCapabilities::breaks)).
    fn disturb(&self, _split: usize) -> impl Future<Output = ()> + Send {
        async { missing("breaks", "disturb") }
    }
}

fn missing<T>(capability: &str, method: &str) -> T {
    panic!("the harness has the capability `{capability}` and does not implement `{method}`")
}

/// How a source is configured to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// From the beginning, for ever.
    Live,
    /// From the beginning to the end of now.
    ToPresentEnd,
    /// Only what comes after the first start, for ever.
    FromNow,
}

/// What one outside system can do, as plain data. The default is the least: records of several
/// splits, read for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCapabilities {
    /// A stream may have more than one split. Default: true.
    pub many_splits: bool,
    /// It can be read for ever ([`Reading::Live`]). Default: true.
    pub follows: bool,
    /// It can be read to its present end ([`Reading::ToPresentEnd`]). Default: false.
    pub ends: bool,
    /// It can be read from now on ([`Reading::FromNow`]). Default: false.
    pub starts_now: bool,
    /// Splits can appear while it is read. Default: false.
    pub discovers: bool,
    /// It can drop records that a stored position points at. Default: false.
    pub loses_positions: bool,
    /// Messages can be undecodable. Default: false.
    pub undecodable: bool,
    /// It shows how far was acknowledged. Default: false.
    pub acknowledges: bool,
    /// What readers have open can be broken from outside. Default: false.
    pub breaks: bool,
    /// How long it may take until what was published is seen, or until a call to a system that is away
    /// gives up. A law that waits longer fails. Default: ten seconds.
    pub patience: Duration,
}

impl Default for SourceCapabilities {
    fn default() -> Self {
        Self {
            many_splits: true,
            follows: true,
            ends: false,
            starts_now: false,
            discovers: false,
            loses_positions: false,
            undecodable: false,
            acknowledges: false,
            breaks: false,
            patience: Duration::from_secs(10),
        }
    }
}
