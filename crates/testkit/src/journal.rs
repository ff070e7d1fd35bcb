use aqueduct_core::{DeadLetter, Error, EventTime, Fetch, Split, SplitId};
use std::collections::{BTreeMap, BTreeSet};

/// What one reader has told so far.
pub(crate) struct Journal<S> {
    pub(crate) pages: BTreeMap<SplitId, Page<S>>,
    /// Named by the last `Idle`s, since each split's last record.
    pub(crate) idle: BTreeSet<SplitId>,
    pub(crate) rejected: Vec<DeadLetter>,
    /// Of each batch: how many records, and of how many bytes as it told.
    pub(crate) sizes: Vec<(usize, usize)>,
    /// How many records had no time.
    pub(crate) untimed: usize,
    pub(crate) failed: Vec<(SplitId, Error)>,
}

/// What was told of one split.
pub(crate) struct Page<S> {
    pub(crate) texts: Vec<String>,
    /// The coordinates of each text.
    pub(crate) coordinates: Vec<String>,
    /// Where one may resume, and after how many records that is: the start first.
    pub(crate) positions: Vec<(usize, S)>,
    /// How many records had come at each `End`.
    pub(crate) ends: Vec<usize>,
    /// How many records had come at each `Idle`.
    pub(crate) idles: Vec<usize>,
}

impl<S> Page<S> {
    fn new() -> Self {
        let (texts, coordinates, positions) = (Vec::new(), Vec::new(), Vec::new());
        Self { texts, coordinates, positions, ends: Vec::new(), idles: Vec::new() }
    }
}

impl<S: Split> Journal<S> {
    pub(crate) fn new() -> Self {
        let (idle, rejected, failed) = (BTreeSet::new(), Vec::new(), Vec::new());
        Self { pages: BTreeMap::new(), idle, rejected, sizes: Vec::new(), untimed: 0, failed }
    }

    pub(crate) fn page(&mut self, id: SplitId) -> &mut Page<S> {
        self.pages.entry(id).or_insert_with(Page::new)
    }

    /// A split was opened here.
    pub(crate) fn opened(&mut self, split: &S) {
        let page = self.page(split.id());
        let before = page.texts.len();
        page.positions.push((before, split.clone()));
    }

    pub(crate) fn take<T>(&mut self, fetch: Fetch<T, S>, text: impl Fn(&T) -> String) {
        match fetch {
            Fetch::Batch { records, bytes, origins, rejected, resume, .. } => {
                self.idle.remove(&resume.id());
                self.rejected.extend(rejected);
                self.untimed += records.iter().filter(|record| record.time == EventTime::MIN).count();
                let texts: Vec<_> = records.iter().map(|record| text(&record.value)).collect();
                self.sizes.push((texts.len(), bytes));
                let page = self.page(resume.id());
                page.coordinates.extend((0..records.len()).map(|nth| origins.of(nth)));
                page.texts.extend(texts);
                page.positions.push((page.texts.len(), resume));
            }
            Fetch::Idle(ids) => {
                for id in ids {
                    let page = self.page(id.clone());
                    page.idles.push(page.texts.len());
                    self.idle.insert(id);
                }
            }
            Fetch::End(id) => {
                let page = self.page(id);
                page.ends.push(page.texts.len());
            }
            Fetch::Failed(id, error) => self.failed.push((id, error)),
        }
    }

    /// How many records have come.
    pub(crate) fn count(&self) -> usize {
        self.pages.values().map(|page| page.texts.len()).sum()
    }

    /// All texts, split by split.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.pages.values().flat_map(|page| page.texts.iter().cloned()).collect()
    }

    /// The coordinates of all texts, split by split.
    pub(crate) fn coordinates(&self) -> Vec<String> {
        let pages = self.pages.values();
        pages.flat_map(|page| page.coordinates.clone()).collect()
    }

    /// All texts that were published to the split of this number.
    pub(crate) fn texts_of(&self, split: usize) -> Vec<String> {
        let start = format!("{split}/");
        self.texts().into_iter().filter(|text| text.starts_with(&start)).collect()
    }

    /// The splits that have ended.
    pub(crate) fn ended(&self) -> Vec<SplitId> {
        self.pages.iter().filter(|(_, page)| !page.ends.is_empty()).map(|(id, _)| id.clone()).collect()
    }

    /// The name of the split that carried the records of this number.
    pub(crate) fn id_of(&self, split: usize) -> Option<SplitId> {
        let start = format!("{split}/");
        let mut pages = self.pages.iter();
        pages
            .find(|(_, page)| page.texts.iter().any(|text| text.starts_with(&start)))
            .map(|(id, _)| id.clone())
    }

    /// The last position of each split, after all that has come.
    pub(crate) fn last(&self) -> Vec<S> {
        self.pages.values().filter_map(|page| page.positions.last()).map(|(_, split)| split.clone()).collect()
    }
}
