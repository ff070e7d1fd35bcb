use aqueduct_core::{Error, Result};

/// Properties that are set here, with the setting that a user has instead; what has none is fixed.
const OURS: &[(&str, Option<&str>)] = &[
    ("bootstrap.servers", Some("brokers")),
    ("metadata.broker.list", Some("brokers")),
    ("group.id", Some("group")),
    ("isolation.level", Some("isolation")),
    ("queued.max.messages.kbytes", Some("prefetch_bytes")),
    ("security.protocol", Some("tls or sasl")),
    ("sasl.mechanism", Some("sasl")),
    ("sasl.mechanisms", Some("sasl")),
    ("sasl.username", Some("sasl")),
    ("sasl.password", Some("sasl")),
    ("ssl.ca.location", Some("tls")),
    ("ssl.ca.pem", Some("tls")),
    ("ssl.certificate.location", Some("tls")),
    ("ssl.certificate.pem", Some("tls")),
    ("ssl.key.location", Some("tls")),
    ("ssl.key.pem", Some("tls")),
    ("ssl.key.password", Some("tls")),
    ("ssl.endpoint.identification.algorithm", None),
    ("enable.ssl.certificate.verification", None),
    ("enable.auto.commit", None),
    ("auto.commit.enable", None),
    ("auto.commit.interval.ms", None),
    ("enable.auto.offset.store", None),
    ("auto.offset.reset", None),
    ("offset.store.method", None),
    ("offset.store.path", None),
    ("offset.store.sync.interval.ms", None),
    ("check.crcs", None),
    ("allow.auto.create.topics", None),
    ("enable.partition.eof", None),
    ("statistics.interval.ms", None),
    ("enabled_events", None),
    ("log.queue", None),
    ("topic.blacklist", None),
    ("group.instance.id", None),
    ("group.protocol", None),
    ("group.protocol.type", None),
    ("group.remote.assignor", None),
    ("partition.assignment.strategy", None),
    ("session.timeout.ms", None),
    ("heartbeat.interval.ms", None),
    ("max.poll.interval.ms", None),
    ("plugin.library.paths", None),
    ("interceptors", None),
    ("opaque", None),
    ("default_topic_conf", None),
];

/// Refuses a property that would break the guarantee or that has a setting of its own.
pub(super) fn check(property: &str) -> Result<()> {
    let Some((_, instead)) = OURS.iter().find(|(name, _)| *name == property) else {
        return Ok(());
    };
    let error = match instead {
        Some(setting) => Error::config("this property has a setting of its own").with("use", setting),
        None => {
            Error::config("this property is fixed: what is read, and that nothing is lost, depends on it")
        }
    };
    Err(error.with("field", "raw").with("property", property))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_the_guarantee_is_refused_by_name() {
        for (property, instead) in [("auto.offset.reset", None), ("group.id", Some("group"))] {
            let error = check(property).unwrap_err();
            assert_eq!((error.context("property"), error.context("use")), (Some(property), instead));
        }
        check("fetch.min.bytes").unwrap();
    }
}
