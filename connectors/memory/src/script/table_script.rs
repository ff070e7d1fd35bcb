use super::{Failures, TableCall};
use aqueduct_core::{Error, ErrorKind, Record, Refused, Result};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

type Why<T> = Arc<dyn Fn(&T) -> Option<String> + Send + Sync>;
type Rule<T> = Mutex<Option<Why<T>>>;

/// What a table is going to do.
pub(crate) struct TableScript<T> {
    pub(crate) failures: Failures<TableCall>,
    pub(crate) stalled: watch::Sender<bool>,
    write_rule: Rule<T>,
    prepare_rule: Rule<T>,
    /// Whether the commit whose answer is lost takes effect.
    lost_reply: Mutex<Option<bool>>,
}

impl<T> TableScript<T> {
    /// Passes one call of the table.
    pub(crate) async fn pass(&self, call: TableCall) -> Result<()> {
        // The sender lives in here, so this waits for nothing but the gate.
        let _ = self.stalled.subscribe().wait_for(|stalled| !stalled).await;
        self.failures.check(call)
    }

    /// `BadRecord` when the row is refused in `write`.
    pub(crate) fn in_write(&self, row: &T) -> Result<()> {
        judge(&self.write_rule, row)
    }

    /// Takes the rows out that are refused in `prepare`.
    pub(crate) fn in_prepare(&self, rows: &mut Vec<Record<T>>) -> Vec<Refused<T>> {
        let mut refused = Vec::new();
        for row in std::mem::take(rows) {
            match judge(&self.prepare_rule, &row.value) {
                Ok(()) => rows.push(row),
                Err(reason) => refused.push(Refused { row, nth: None, reason }),
            }
        }
        refused
    }

    /// Whether the answer to this commit is lost, and if so, whether it takes effect.
    pub(crate) fn lost_reply(&self) -> Option<bool> {
        lock(&self.lost_reply).take()
    }

    pub(super) fn lose_reply(&self, landed: bool) {
        *lock(&self.lost_reply) = Some(landed);
    }

    pub(super) fn refuse_in_write(&self, why: impl Fn(&T) -> Option<String> + Send + Sync + 'static) {
        *lock(&self.write_rule) = Some(Arc::new(why));
    }

    pub(super) fn refuse_in_prepare(&self, why: impl Fn(&T) -> Option<String> + Send + Sync + 'static) {
        *lock(&self.prepare_rule) = Some(Arc::new(why));
    }
}

fn judge<T>(rule: &Rule<T>, row: &T) -> Result<()> {
    // The rule is the test's own code: it runs without the lock.
    let rule = lock(rule).clone();
    match rule.and_then(|why| why(row)) {
        Some(why) => Err(Error::new(ErrorKind::BadRecord, why)),
        None => Ok(()),
    }
}

fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> Default for TableScript<T> {
    fn default() -> Self {
        Self {
            failures: Failures::default(),
            stalled: watch::Sender::new(false),
            write_rule: Mutex::default(),
            prepare_rule: Mutex::default(),
            lost_reply: Mutex::default(),
        }
    }
}
