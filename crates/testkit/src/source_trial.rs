use crate::law::{Law, strict};
use crate::probe::Probe;
use crate::{Reading, SourceCapabilities, SourceHarness};
use aqueduct_core::{Source, SplitId};

pub(crate) type SplitOf<H> = <<H as SourceHarness>::Source as Source>::Split;

/// One law on its way over one fresh stream, with what was published so far.
pub(crate) struct SourceTrial<H> {
    pub(crate) law: Law,
    pub(crate) harness: H,
    published: Vec<Vec<String>>,
}

impl<H: SourceHarness> SourceTrial<H> {
    /// Provisions a stream, unless the harness lacks one of `needs`.
    pub(crate) async fn begin<const N: usize>(
        law: &'static str,
        splits: usize,
        needs: impl FnOnce(&SourceCapabilities) -> [(bool, &'static str); N],
    ) -> Option<Self> {
        let can = H::capabilities();
        let law = Law::new(law, can.patience);
        let whom = std::any::type_name::<H>();
        if !needs(&can).iter().all(|(has, what)| law.concerns(whom, *has, what)) {
            return None;
        }
        let splits = if can.many_splits { splits } else { 1 };
        let harness = law.configured(H::provision(splits).await, strict())?;
        Some(Self { law, harness, published: vec![Vec::new(); splits] })
    }

    /// Publishes `count` further records to this split.
    pub(crate) async fn publish(&mut self, split: usize, count: usize) {
        for _ in 0..count {
            let text = format!("{split}/{}", self.published[split].len());
            self.law.ends("publishing", self.harness.publish(split, &text)).await;
            self.published[split].push(text);
        }
    }

    /// Publishes `count` further records to each split, in turns.
    pub(crate) async fn publish_everywhere(&mut self, count: usize) {
        for _ in 0..count {
            for split in 0..self.published.len() {
                self.publish(split, 1).await;
            }
        }
    }

    /// A split that was added outside is published to from now on.
    pub(crate) fn added(&mut self, split: usize) {
        self.published.resize_with(self.published.len().max(split + 1), Vec::new);
    }

    pub(crate) fn splits(&self) -> usize {
        self.published.len()
    }

    /// The texts published to this split, in order.
    pub(crate) fn published(&self, split: usize) -> &[String] {
        &self.published[split]
    }

    /// How many records were published, over all splits.
    pub(crate) fn total(&self) -> usize {
        self.published.iter().map(Vec::len).sum()
    }

    /// How the source is read where it does not matter.
    pub(crate) fn reading() -> Reading {
        if H::capabilities().follows { Reading::Live } else { Reading::ToPresentEnd }
    }

    pub(crate) fn source(&self) -> H::Source {
        self.harness.source(Self::reading())
    }

    pub(crate) async fn discover(
        &self,
        source: &H::Source,
        first: bool,
        ended: &[SplitId],
    ) -> Vec<SplitOf<H>> {
        self.law.works("discover", source.discover(first, ended)).await.splits
    }

    pub(crate) async fn open(&self, source: &H::Source, splits: Vec<SplitOf<H>>) -> Probe<H> {
        Probe::open(self.law, source, splits).await
    }

    /// A first start over all that is there.
    pub(crate) async fn start(&self, reading: Reading) -> Probe<H> {
        let source = self.harness.source(reading);
        let splits = self.discover(&source, true, &[]).await;
        self.open(&source, splits).await
    }

    /// Reads until as many records have come as were published.
    pub(crate) async fn read_all(&self, probe: &mut Probe<H>) {
        let total = self.total();
        probe.until(&format!("all {total} records have come"), |seen| seen.count() >= total).await;
    }

    /// Complains unless exactly these texts came, whatever their order between splits.
    pub(crate) fn exactly(&self, got: &[String], wanted: &[String]) {
        let (mut got, mut wanted) = (got.to_vec(), wanted.to_vec());
        got.sort();
        wanted.sort();
        let lost: Vec<_> = wanted.iter().filter(|text| !got.contains(text)).collect();
        self.law.holds(lost.is_empty(), || format!("lost {lost:?}"));
        self.law.holds(got.len() <= wanted.len(), || {
            format!("read twice or uncalled for: {got:?}, wanted {wanted:?}")
        });
        self.law.holds(got == wanted, || format!("read {got:?}, wanted {wanted:?}"));
    }

    /// Everything that was published, over all splits.
    pub(crate) fn everything(&self) -> Vec<String> {
        self.published.concat()
    }
}
