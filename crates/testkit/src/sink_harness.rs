use crate::Sample;
use aqueduct_core::{Delivery, Sink};
use std::future::Future;
use std::time::Duration;

/// Stands between the sink laws and one outside system: one fresh target in it.
///
/// A connector's tests implement it; `sink_conformance!(ItsHarness)` does the rest. The methods with a
/// default belong to a capability: implement them where [`SinkCapabilities`] says so.
///
/// ```
/// use aqueduct_core::Delivery;
/// use aqueduct_memory::{Append, MemorySink, MemoryTable};
/// use aqueduct_testkit::{Sample, SinkHarness};
///
/// struct Harness(MemoryTable<Sample>);
///
/// impl SinkHarness for Harness {
///     type Row = Sample;
///     type Sink = MemorySink<Sample, Append>;
///
///     fn delivery() -> Delivery {
///         Delivery::Append
///     }
///
///     async fn provision() -> Option<Self> {
///         Some(Self(MemoryTable::new()))
///     }
///
///     fn sink(&self) -> Self::Sink {
///         MemorySink::append(&self.0)
///     }
///
///     fn row(sample: Sample) -> Sample {
///         sample
///     }
///
///     fn sample(row: &Sample) -> Sample {
///         row.clone()
///     }
///
///     async fn rows(&self) -> Vec<Sample> {
///         self.0.rows()
///     }
/// }
///
/// mod laws {
///     aqueduct_testkit::sink_conformance!(super::Harness);
/// }
/// # aqueduct_testkit::run(aqueduct_testkit::sink_laws::rows_are_written::<Harness>());
/// ```
pub trait SinkHarness: Sized + Send + Sync + 'static {
    /// What the sink writes; [`Sample`] itself, where it takes any row.
    type Row: Send + 'static;
    /// The sink under test.
    type Sink: Sink<Self::Row>;

    /// How the sink under test is meant to deliver. The laws choose by it.
    fn delivery() -> Delivery;

    /// What this outside system can do. A law about anything else is skipped.
    fn capabilities() -> SinkCapabilities {
        SinkCapabilities::default()
    }

    /// Makes a fresh, empty, uniquely named target; `None` if the outside system is not configured on
    /// this machine. Then the law is skipped, but fails where `CI` is set.
    fn provision() -> impl Future<Output = Option<Self>> + Send;

    /// The sink under test, as a new process would configure it. An upserting one has `id` as its key.
    fn sink(&self) -> Self::Sink;

    /// A row with this content.
    fn row(sample: Sample) -> Self::Row;

    /// The content of a row.
    fn sample(row: &Self::Row) -> Sample;

    /// All that any user of the outside system sees, read through another client, in any order.
    fn rows(&self) -> impl Future<Output = Vec<Sample>> + Send;

    /// Names of all that was prepared and is not visible: temporary files, staged rows. A two-phase sink
    /// has to tell.
    fn leftovers(&self) -> impl Future<Output = Vec<String>> + Send {
        async { Vec::new() }
    }

    /// A sink whose outside system does not answer; `None` if there is nothing that could be away.
    fn unreachable(&self) -> Option<Self::Sink> {
        None
    }

    /// Every password, key and token that [`sink`](Self::sink) was given.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// A row with this `id` that the outside system does not take
    /// ([`refuses`](SinkCapabilities::refuses)).
    fn bad_row(&self, _id: i64) -> Self::Row {
        missing("refuses", "bad_row")
    }

    /// Lets the next writes fail as if the outside system had gone away, perhaps after some rows
    /// ([`breaks`](SinkCapabilities::breaks)).
    fn break_writes(&self) -> impl Future<Output = ()> + Send {
        async { missing("breaks", "break_writes") }
    }

    /// Ends what [`break_writes`](Self::break_writes) began ([`breaks`](SinkCapabilities::breaks)).
    fn heal(&self) -> impl Future<Output = ()> + Send {
        async { missing("breaks", "heal") }
    }
}

fn missing<T>(capability: &str, method: &str) -> T {
    panic!("the harness has the capability `{capability}` and does not implement `{method}`")
}

/// What one outside system can do, as plain data. The default is the least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkCapabilities {
    /// There are rows that it refuses. Default: false.
    pub refuses: bool,
    /// Its writes can be broken from outside. Default: false.
    pub breaks: bool,
    /// After a broken write the outside system has surely not taken the rows that are left. Not so where
    /// the answer to a write can get lost. Default: false.
    pub breaks_cleanly: bool,
    /// More rows than it takes in one request; the laws hand them over in one call. Default: 10,000.
    pub large_batch: usize,
    /// The longest text, in bytes, that the laws may write. Default: one megabyte.
    pub longest_text: usize,
    /// How long it may take until what was written is seen, or until a call to a system that is away
    /// gives up. A law that waits longer fails. Default: ten seconds.
    pub patience: Duration,
}

impl Default for SinkCapabilities {
    fn default() -> Self {
        let patience = Duration::from_secs(10);
        Self {
            refuses: false,
            breaks: false,
            breaks_cleanly: false,
            large_batch: 10_000,
            longest_text: 1 << 20,
            patience,
        }
    }
}
