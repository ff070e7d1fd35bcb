use super::end;
use aqueduct_core::Secret;
use rdkafka::Statistics;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the library calls back, always on the thread that polls.
pub(super) struct Context {
    secrets: Vec<Secret>,
    /// Records that are not decided are not read.
    committed: bool,
    /// The library's words for the error that is being returned, without secrets.
    reason: Mutex<String>,
    /// The offset in them, if they tell of a partition that was read to its end.
    end: Mutex<Option<i64>>,
    commit_failure: Mutex<Option<String>>,
    ends: Arc<Ends>,
}

/// Where partitions ended when they were last fetched, for lag.
#[derive(Debug, Default)]
pub(crate) struct Ends(Mutex<HashMap<String, HashMap<i32, i64>>>);

impl Ends {
    /// The end of a partition; `None` if it has not been fetched.
    pub(crate) fn of(&self, topic: &str, partition: i32) -> Option<i64> {
        lock(&self.0).get(topic)?.get(&partition).copied()
    }
}

impl Context {
    pub(super) fn new(secrets: Vec<Secret>, committed: bool) -> Self {
        let (reason, end, commit_failure, ends) = Default::default();
        Self { secrets, committed, reason, end, commit_failure, ends }
    }

    pub(super) fn ends(&self) -> Arc<Ends> {
        Arc::clone(&self.ends)
    }

    pub(super) fn reason(&self) -> String {
        lock(&self.reason).clone()
    }

    pub(super) fn take_end(&self) -> Option<i64> {
        lock(&self.end).take()
    }

    pub(super) fn take_commit_failure(&self) -> Option<String> {
        lock(&self.commit_failure).take()
    }

    /// The text without secrets, whatever the library has put into it.
    pub(super) fn clean(&self, text: &str) -> String {
        clean(&self.secrets, text)
    }
}

/// The text with `***` in the place of secrets.
pub(super) fn clean(secrets: &[Secret], text: &str) -> String {
    let secrets = secrets.iter().map(Secret::expose).filter(|secret| !secret.is_empty());
    secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        let message = self.clean(message);
        // The result of an asynchronous commit is told nowhere else.
        if facility == "COMMITFAIL" {
            *lock(&self.commit_failure) = Some(message.clone());
        }
        match level {
            RDKafkaLogLevel::Emerg
            | RDKafkaLogLevel::Alert
            | RDKafkaLogLevel::Critical
            | RDKafkaLogLevel::Error => tracing::error!(target: "librdkafka", facility, "{message}"),
            RDKafkaLogLevel::Warning => tracing::warn!(target: "librdkafka", facility, "{message}"),
            RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => {
                tracing::info!(target: "librdkafka", facility, "{message}");
            }
            RDKafkaLogLevel::Debug => tracing::debug!(target: "librdkafka", facility, "{message}"),
        }
    }

    fn stats(&self, statistics: Statistics) {
        let mut ends = lock(&self.ends.0);
        for (name, topic) in statistics.topics {
            let known = ends.entry(name).or_default();
            for partition in topic.partitions.values() {
                let end = if self.committed { partition.ls_offset } else { partition.hi_offset };
                if end >= 0 {
                    known.insert(partition.partition, end);
                }
            }
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let end = end::offset(reason);
        *lock(&self.end) = end;
        if end.is_none() {
            let reason = self.clean(reason);
            tracing::debug!(target: "librdkafka", %error, "{reason}");
            *lock(&self.reason) = reason;
        }
    }
}

impl ConsumerContext for Context {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_cut_out_of_texts() {
        let secrets = [Secret::new("pass-marker"), Secret::new("")];
        assert_eq!(clean(&secrets, "user:pass-marker@host"), "user:***@host");
    }
}
