use crate::law::{Law, strict};
use crate::start::{Manifest, Start};
use crate::{Sample, SinkCapabilities, SinkHarness};
use aqueduct_core::fault::Faults;
use aqueduct_core::{Delivery, Run, Sink};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

pub(crate) type CommitOf<H> = <<H as SinkHarness>::Sink as Sink<<H as SinkHarness>::Row>>::Commit;
pub(crate) type WriterOf<H> = <<H as SinkHarness>::Sink as Sink<<H as SinkHarness>::Row>>::Writer;

/// One law on its way over one fresh target, and the pipeline that writes to it.
pub(crate) struct SinkTrial<H> {
    pub(crate) law: Law,
    pub(crate) harness: H,
    /// The first start of a pipeline that nobody else has.
    pub(crate) run: Run,
}

impl<H: SinkHarness> SinkTrial<H> {
    /// Provisions a target, unless the harness lacks one of `needs`.
    pub(crate) async fn begin<const N: usize>(
        law: &'static str,
        needs: impl FnOnce(&SinkCapabilities) -> [(bool, &'static str); N],
    ) -> Option<Self> {
        let can = H::capabilities();
        let law = Law::new(law, can.patience);
        let whom = std::any::type_name::<H>();
        if !needs(&can).iter().all(|(has, what)| law.concerns(whom, *has, what)) {
            return None;
        }
        let harness = law.configured(H::provision().await, strict())?;
        let id = unique();
        let run = Run {
            pipeline: format!("law-{id:x}"),
            sink: "rows".into(),
            store: id,
            incarnation: 1,
            patience: can.patience / 2,
            faults: Faults::default(),
        };
        Some(Self { law, harness, run })
    }

    /// The start of this number.
    pub(crate) fn run(&self, incarnation: u64) -> Run {
        Run { incarnation, ..self.run.clone() }
    }

    /// A start over nothing, with one writer.
    pub(crate) async fn start(&self, incarnation: u64) -> Start<H> {
        self.start_as(self.run(incarnation), None, 1).await
    }

    /// A start over `chosen`, with one writer.
    pub(crate) async fn start_over(&self, incarnation: u64, chosen: &Manifest<H>) -> Start<H> {
        self.start_as(self.run(incarnation), Some(chosen), 1).await
    }

    /// A start in a new process: a new sink.
    pub(crate) async fn start_as(&self, run: Run, chosen: Option<&Manifest<H>>, subtasks: usize) -> Start<H> {
        Start::begin(self.law, self.harness.sink(), run, chosen, subtasks).await
    }

    /// Waits until everybody sees exactly these rows.
    pub(crate) async fn shows(&self, wanted: &[Sample]) {
        self.agrees(&sorted(wanted), |seen| sorted(&seen)).await;
    }

    /// Waits until everybody sees what the delivery promises of rows that were written, some of them
    /// twice: an append may show those twice.
    pub(crate) async fn shows_as_delivered(&self, wanted: &[Sample]) {
        let once = |mut rows: Vec<Sample>| {
            rows.dedup();
            rows
        };
        match H::delivery() {
            Delivery::Append => {
                let wanted = once(sorted(wanted));
                self.agrees(&wanted, |seen| once(sorted(&seen))).await;
            }
            _ => self.shows(wanted).await,
        }
    }

    async fn agrees(&self, wanted: &[Sample], view: impl Fn(Vec<Sample>) -> Vec<Sample>) {
        let deadline = Instant::now() + self.law.patience;
        loop {
            let seen = view(self.rows().await);
            if seen == wanted {
                return;
            }
            self.law.holds(Instant::now() < deadline, || difference(&seen, wanted));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Complains if anybody sees anything else than these rows, now or a moment later.
    pub(crate) async fn still_shows(&self, wanted: &[Sample], when: &str) {
        for _ in 0..2 {
            let seen = sorted(&self.rows().await);
            self.law
                .holds(seen == sorted(wanted), || format!("{when}: {}", difference(&seen, &sorted(wanted))));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn rows(&self) -> Vec<Sample> {
        self.law.ends("reading back", self.harness.rows()).await
    }
}

/// Rows with the ids of this range.
pub(crate) fn samples(ids: std::ops::Range<i64>) -> Vec<Sample> {
    ids.map(|id| Sample::new(id, format!("row {id}"))).collect()
}

fn sorted(rows: &[Sample]) -> Vec<Sample> {
    let mut rows = rows.to_vec();
    rows.sort();
    rows
}

/// In words, because rows may be long and many.
fn difference(seen: &[Sample], wanted: &[Sample]) -> String {
    let short = |rows: Vec<&Sample>| {
        let ids: Vec<_> = rows.iter().take(20).map(|row| row.id).collect();
        format!("{} (ids {ids:?})", rows.len())
    };
    let missing = short(wanted.iter().filter(|row| !seen.contains(row)).collect());
    let foreign = short(seen.iter().filter(|row| !wanted.contains(row)).collect());
    let (seen, wanted) = (seen.len(), wanted.len());
    format!("{seen} rows are visible, wanted {wanted}; missing {missing}, uncalled for {foreign}")
}

/// A number that no other trial has, on this machine or another.
fn unique() -> u128 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    (nanos << 32) ^ (u128::from(std::process::id()) << 12) ^ u128::from(count)
}
