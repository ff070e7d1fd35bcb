//! Kafka, as far as programs need it besides the source: a broker in this process, topics, lines to read.

mod embedded;
mod feed;
mod topic;

pub use embedded::Embedded;
pub use feed::Feed;
pub use topic::create_topic;
