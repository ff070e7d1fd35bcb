use aqueduct_core::{Fetch, Result, Source, SourceReader};
use futures_util::future::BoxFuture;

pub(super) type Answer<S> = Result<Fetch<<S as Source>::Item, <S as Source>::Split>>;

/// A reader, or the wish for one.
pub(super) struct Reading<S: Source> {
    pub(super) reader: Option<S::Reader>,
    /// What to wait for before the reader is opened anew.
    pub(super) wait: Option<BoxFuture<'static, ()>>,
}

impl<S: Source> Reading<S> {
    pub(super) fn new() -> Self {
        Self { reader: None, wait: None }
    }

    /// The next answer of the reader. It is opened on `splits` first where there is none; with no
    /// splits this never ends. Dropping the future loses nothing.
    pub(super) async fn next(&mut self, source: &S, splits: Vec<S::Split>) -> Answer<S> {
        if splits.is_empty() {
            return std::future::pending().await;
        }
        if let Some(wait) = &mut self.wait {
            wait.await;
        }
        self.wait = None;
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => none.insert(source.open(splits).await?),
        };
        reader.fetch().await
    }

    /// The reader is broken: the next one is opened after `wait`.
    pub(super) fn reopen(&mut self, wait: BoxFuture<'static, ()>) {
        self.reader = None;
        self.wait = Some(wait);
    }
}
