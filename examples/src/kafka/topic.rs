use aqueduct::kafka::rdkafka::ClientConfig;
use aqueduct::kafka::rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use aqueduct::kafka::rdkafka::client::DefaultClientContext;
use aqueduct::kafka::rdkafka::error::{KafkaError, RDKafkaErrorCode};
use aqueduct::{Error, ErrorKind, Result, secs};

/// Makes a topic on real brokers, with as many replicas as they are set up for. Says whether it has; false:
/// the topic was there already.
///
/// # Errors
/// `Unavailable` with the brokers when none answers within ten seconds, `Config` with the topic when they do
/// not make it.
pub async fn create_topic(brokers: &str, topic: &str, partitions: i32) -> Result<bool> {
    let unavailable = |error: KafkaError| {
        Error::new(ErrorKind::Unavailable, "no answer from Kafka").with("brokers", brokers).because(error)
    };
    let mut config = ClientConfig::new();
    let admin: AdminClient<DefaultClientContext> =
        config.set("bootstrap.servers", brokers).create().map_err(unavailable)?;
    let within = AdminOptions::new().request_timeout(Some(secs(10))).operation_timeout(Some(secs(10)));
    let wanted = NewTopic::new(topic, partitions, TopicReplication::Fixed(-1));
    let answers = admin.create_topics([&wanted], &within).await.map_err(unavailable)?;
    match answers.into_iter().next() {
        Some(Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => Ok(false),
        Some(Err((_, why))) => Err(Error::config("cannot make the topic").with("topic", topic).because(why)),
        _ => Ok(true),
    }
}
