use super::context::clean;
use crate::config::{Isolation, KafkaConfig, Sasl, Tls};
use crate::error::Failure;
use aqueduct_core::{Error, Result, Secret};
use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;

/// The group of a reader that commits to none. It never joins it: the library wants a name.
const NO_GROUP: &str = "aqueduct-reads-without-a-group";

/// The most that one answer of a broker may hold, in bytes; a larger message still comes alone.
const LARGEST_FETCH: usize = 8 << 20;

/// Whether the value of a property that we do not know may be a secret.
fn is_sensitive(property: &str) -> bool {
    ["password", "secret", "token", "pem", "key", "jaas", "oauthbearer"]
        .iter()
        .any(|part| property.contains(part))
}

/// What the client is made with.
#[derive(Clone)]
pub(crate) struct Properties {
    pub(super) brokers: String,
    pub(super) secrets: Vec<Secret>,
    /// Records that are not decided are not read.
    pub(super) committed: bool,
    pairs: Vec<(String, Secret)>,
}

impl Properties {
    /// Checks names and values, and makes no connection.
    pub(crate) fn new(config: &KafkaConfig) -> Result<Self> {
        let committed = config.isolation == Isolation::ReadCommitted;
        let (brokers, secrets, pairs) = (config.brokers.clone(), Vec::new(), Vec::new());
        let mut new = Self { brokers, secrets, committed, pairs };
        new.fixed();
        new.reading(config);
        new.security(config)?;
        for (property, value) in &config.raw {
            if is_sensitive(property) {
                new.secrets.push(value.clone());
            }
            new.pairs.push((property.clone(), value.clone()));
        }
        match new.native().create_native_config() {
            Ok(_) => Ok(new),
            Err(error) => Err(new.explain(&error)),
        }
    }

    /// What the guarantee rests on.
    fn fixed(&mut self) {
        self.set("enable.auto.commit", "false");
        self.set("enable.auto.offset.store", "false");
        self.set("auto.offset.reset", "error");
        self.set("check.crcs", "true");
        self.set("allow.auto.create.topics", "false");
        self.set("enable.partition.eof", "true");
        self.set("statistics.interval.ms", "1000");
        // A queue that was full is looked at again soon, not after a second: ours is small, and empty long before.
        self.set("fetch.queue.backoff.ms", "10");
        // The library would wait up to 10 s before it tries again.
        self.set("reconnect.backoff.max.ms", "1000");
    }

    fn reading(&mut self, config: &KafkaConfig) {
        self.set("bootstrap.servers", &config.brokers);
        self.set("group.id", config.group.as_deref().unwrap_or(NO_GROUP));
        self.set(
            "isolation.level",
            match config.isolation {
                Isolation::ReadCommitted => "read_committed",
                Isolation::ReadUncommitted => "read_uncommitted",
            },
        );
        // Half is for what the library has fetched, half for what is decoded.
        let ahead = config.prefetch_bytes / 2;
        self.set("queued.max.messages.kbytes", &(ahead >> 10).clamp(1, 2_097_151).to_string());
        self.set("fetch.max.bytes", &ahead.clamp(1 << 20, LARGEST_FETCH).to_string());
        self.set("fetch.message.max.bytes", &ahead.clamp(32 << 10, 1 << 20).to_string());
        if config.bounded {
            // The end is told by the first answer without records: do not let it wait for some.
            self.set("fetch.wait.max.ms", "50");
        }
    }

    fn security(&mut self, config: &KafkaConfig) -> Result<()> {
        self.set(
            "security.protocol",
            match (&config.tls, &config.sasl) {
                (None, None) => "plaintext",
                (Some(_), None) => "ssl",
                (None, Some(_)) => "sasl_plaintext",
                (Some(_), Some(_)) => "sasl_ssl",
            },
        );
        config.tls.iter().for_each(|tls| self.tls(tls));
        config.sasl.iter().try_for_each(|sasl| self.sasl(sasl))
    }

    fn tls(&mut self, tls: &Tls) {
        let files = [
            ("ssl.ca.location", &tls.ca_file),
            ("ssl.certificate.location", &tls.certificate_file),
            ("ssl.key.location", &tls.key_file),
        ];
        for (property, file) in files {
            file.iter().for_each(|file| self.set(property, &file.to_string_lossy()));
        }
        tls.ca_pem.iter().for_each(|pem| self.set("ssl.ca.pem", pem));
        tls.certificate_pem.iter().for_each(|pem| self.set("ssl.certificate.pem", pem));
        tls.key_pem.iter().for_each(|pem| self.secret("ssl.key.pem", pem));
        tls.key_password.iter().for_each(|password| self.secret("ssl.key.password", password));
    }

    fn sasl(&mut self, sasl: &Sasl) -> Result<()> {
        self.set("sasl.mechanisms", sasl.mechanism.as_str());
        self.set("sasl.username", &sasl.username);
        self.secret("sasl.password", &sasl.secret()?);
        Ok(())
    }

    fn set(&mut self, property: &str, value: &str) {
        self.pairs.push((property.to_owned(), Secret::new(value)));
    }

    fn secret(&mut self, property: &str, value: &Secret) {
        self.secrets.push(value.clone());
        self.pairs.push((property.to_owned(), value.clone()));
    }

    /// For a client that is polled now and then only: nothing may pile up in it.
    pub(crate) fn quiet(mut self) -> Self {
        self.set("statistics.interval.ms", "0");
        self
    }

    pub(super) fn native(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        let debug = self.pairs.iter().any(|(property, _)| property == "debug");
        config.set_log_level(if debug { RDKafkaLogLevel::Debug } else { RDKafkaLogLevel::Info });
        for (property, value) in &self.pairs {
            config.set(property, value.expose());
        }
        config
    }

    /// The library's complaints quote values, and values may be secrets.
    pub(super) fn explain(&self, error: &KafkaError) -> Error {
        match error {
            KafkaError::ClientConfig(_, reason, property, _) => {
                let values = self.pairs.iter().filter(|(name, _)| name == property).map(|(_, v)| v.clone());
                let (property, reason) = (property.clone(), clean(&Vec::from_iter(values), reason));
                Failure::Property { property, reason }.into()
            }
            other => Failure::Client { reason: clean(&self.secrets, &other.to_string()) }.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(property: &str, value: &str) -> Error {
        let mut config = KafkaConfig::new("kafka:9092", ["orders"]);
        config.raw.insert(property.into(), value.into());
        Properties::new(&config).err().unwrap()
    }

    #[test]
    fn properties_that_the_library_does_not_take_are_refused_by_name() {
        let error = raw("fetch.min.byts", "1");
        assert_eq!(error.context("property"), Some("fetch.min.byts"), "{error}");
        let error = raw("fetch.min.bytes", "many");
        assert_eq!(error.context("property"), Some("fetch.min.bytes"), "{error}");
        let error = raw("sasl.oauthbearer.client.secrets", "pass-marker");
        assert!(!format!("{error:?}").contains("pass-marker"), "{error}");
    }

    #[test]
    fn what_the_guarantee_rests_on_is_set() {
        let native = Properties::new(&KafkaConfig::new("kafka:9092", ["orders"])).unwrap().native();
        for (property, value) in [
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("auto.offset.reset", "error"),
            ("isolation.level", "read_committed"),
            ("check.crcs", "true"),
            ("allow.auto.create.topics", "false"),
            ("queued.max.messages.kbytes", "8192"),
        ] {
            assert_eq!(native.get(property), Some(value), "{property}");
        }
    }
}
