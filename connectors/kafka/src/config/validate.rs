use super::names::{check_topic, pattern};
use super::{KafkaConfig, Mechanism, Start, Tls, private, raw};
use aqueduct_core::{Error, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// The smallest read-ahead that still makes batches.
const LEAST_PREFETCH: usize = 64 << 10;

impl KafkaConfig {
    /// Checks everything that can be checked without dialling.
    pub(crate) fn validate(&self) -> Result<()> {
        self.check_brokers()?;
        self.check_topics()?;
        self.check_start()?;
        self.check_numbers()?;
        self.check_security()?;
        if self.group.as_deref().is_some_and(|group| group.trim().is_empty()) {
            return Err(refuse("group", "the group has no name"));
        }
        self.raw.keys().try_for_each(|property| raw::check(property))
    }

    fn check_brokers(&self) -> Result<()> {
        for broker in self.brokers.split(',') {
            let port = broker.trim().rsplit_once(':').filter(|(host, _)| !host.is_empty());
            let port = port.and_then(|(_, port)| port.parse::<u16>().ok());
            if port.is_none_or(|port| port == 0) || broker.contains('@') {
                let why = "brokers are given as `host:port`, separated by commas";
                return Err(refuse("brokers", why));
            }
        }
        Ok(())
    }

    fn check_topics(&self) -> Result<()> {
        match (&self.topics[..], &self.pattern) {
            ([], None) => Err(refuse("topics", "neither topics nor a pattern are given")),
            ([], Some(text)) => pattern(text).map(|_| ()),
            (_, Some(_)) => Err(refuse("pattern", "topics and a pattern are given: use one of them")),
            (topics, None) => {
                topics.iter().try_for_each(|topic| check_topic(topic))?;
                let mut seen = BTreeSet::new();
                match topics.iter().find(|topic| !seen.insert(*topic)) {
                    Some(twice) => Err(refuse("topics", "a topic is named twice").with("topic", twice)),
                    None => Ok(()),
                }
            }
        }
    }

    fn check_start(&self) -> Result<()> {
        let Start::Offsets(offsets) = &self.start else { return Ok(()) };
        for (partition, offset) in offsets {
            let parts = partition.rsplit_once('/');
            let topic = parts.filter(|(_, n)| n.parse::<i32>().is_ok_and(|n| n >= 0)).map(|(topic, _)| topic);
            let known = |topic: &str| self.topics.is_empty() || self.topics.iter().any(|t| t == topic);
            let why = match topic {
                None => "a start offset belongs to a partition, `topic/3`",
                Some(topic) if !known(topic) => "a start offset is given for a topic that is not read",
                Some(_) if *offset < 0 => "a start offset is below 0",
                Some(_) => continue,
            };
            return Err(refuse("start.offsets", why).with("partition", partition).with("offset", offset));
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<()> {
        let positive = [
            ("max_batch_records", self.max_batch_records as u64),
            ("max_batch_bytes", self.max_batch_bytes as u64),
            ("timeout_ms", self.timeout_ms),
            ("outage_ms", self.outage_ms),
            ("stall_ms", self.stall_ms),
        ];
        if let Some((field, _)) = positive.iter().find(|(_, value)| *value == 0) {
            return Err(refuse(field, "is 0, and has to be at least 1"));
        }
        if !(LEAST_PREFETCH..=1 << 40).contains(&self.prefetch_bytes) {
            return Err(refuse("prefetch_bytes", "has to be between 64 KiB and 1 TiB"));
        }
        Ok(())
    }

    fn check_security(&self) -> Result<()> {
        if let Some(sasl) = &self.sasl {
            if sasl.username.is_empty() {
                return Err(refuse("sasl.username", "the name is empty"));
            }
            if sasl.secret()?.expose().is_empty() {
                return Err(refuse("sasl.password", "the password is empty"));
            }
            if sasl.mechanism != Mechanism::Plain {
                compiled("sasl.mechanism", sasl.mechanism.as_str())?;
            }
        }
        match &self.tls {
            Some(tls) => compiled("tls", "TLS").and_then(|()| tls.validate()),
            None => Ok(()),
        }
    }
}

impl Tls {
    fn validate(&self) -> Result<()> {
        let twice = [
            ("tls.ca_file", self.ca_file.is_some(), self.ca_pem.is_some()),
            ("tls.certificate_file", self.certificate_file.is_some(), self.certificate_pem.is_some()),
            ("tls.key_file", self.key_file.is_some(), self.key_pem.is_some()),
        ];
        if let Some((field, ..)) = twice.iter().find(|(_, file, pem)| *file && *pem) {
            return Err(refuse(field, "a file and its content are given: use one of them"));
        }
        let certificate = twice[1].1 || twice[1].2;
        if certificate != (twice[2].1 || twice[2].2) {
            return Err(refuse(
                "tls.key_file",
                "a certificate and its key belong together: one of them is missing",
            ));
        }
        readable("tls.ca_file", self.ca_file.as_deref())?;
        readable("tls.certificate_file", self.certificate_file.as_deref())?;
        self.key_file.iter().for_each(|file| private::check("tls.key_file", file));
        readable("tls.key_file", self.key_file.as_deref())
    }
}

fn readable(field: &'static str, file: Option<&Path>) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    match std::fs::read(file) {
        Ok(_) => Ok(()),
        Err(error) => {
            Err(refuse(field, "the file cannot be read").with("file", file.display()).because(error))
        }
    }
}

/// Refuses what this program was compiled without.
fn compiled(field: &'static str, what: &str) -> Result<()> {
    if cfg!(feature = "ssl") {
        return Ok(());
    }
    let why = format!("{what} is not compiled in: switch on the feature `kafka-ssl` of aqueduct");
    Err(refuse(field, &why).with("feature", "kafka-ssl"))
}

fn refuse(field: &str, why: &str) -> Error {
    Error::config(why).with("field", field)
}

#[cfg(test)]
mod tests;
