use crate::client::{Client, Edge, Partition, Properties, Topic};
use crate::config::{KafkaConfig, Start, names};
use crate::error::Failure;
use crate::split::{KafkaSplit, id_of};
use aqueduct_core::{Discovered, Result, Split, SplitId};
use std::collections::BTreeMap;
use std::time::Duration;

/// Names what there is to read.
pub(crate) struct Discovery {
    client: Client,
}

impl Discovery {
    pub(crate) fn new(properties: &Properties) -> Result<Self> {
        Ok(Self { client: Client::new(properties)? })
    }

    /// See [`Source::discover`](aqueduct_core::Source::discover). Blocks, within the timeout per call.
    pub(crate) fn run(
        &self,
        config: &KafkaConfig,
        first: bool,
        ended: &[SplitId],
    ) -> Result<Discovered<KafkaSplit>> {
        // What piled up since the last time.
        self.client.settle(Duration::ZERO)?;
        let topics = self.topics(config, first)?;
        let all = topics.iter().flat_map(|topic| (0..topic.partitions).map(|p| (&*topic.name, p)));
        let all: Vec<(&str, i32)> = all.collect();
        let open: Vec<_> = all.iter().copied().filter(|(t, p)| !ended.contains(&id_of(t, *p))).collect();
        let starts = self.starts(config, first, &open)?;
        let ends = if config.bounded { self.offsets(config, &open, Edge::End)? } else { BTreeMap::new() };
        let splits = starts.into_iter().map(|((topic, partition), next)| {
            let end = config.bounded.then(|| ends.get(&(topic.clone(), partition)).copied().unwrap_or(next));
            KafkaSplit { topic, partition, next, end }
        });
        let splits: Vec<_> = splits.collect();
        let listed = |id: &SplitId| all.iter().any(|(topic, partition)| id_of(topic, *partition) == *id);
        let forget = ended.iter().filter(|id| !listed(id)).cloned().collect();
        debug_assert!(splits.iter().all(|split| listed(&split.id())));
        Ok(Discovered { splits, forget })
    }

    fn topics(&self, config: &KafkaConfig, first: bool) -> Result<Vec<Topic>> {
        let Some(pattern) = &config.pattern else {
            let named = config.topics.iter();
            let found = named.map(|name| match self.client.topic(name, config.timeout())? {
                Some(topic) => Ok(topic),
                None => Err(Failure::NoTopic { topic: name.clone() }.into()),
            });
            return found.collect();
        };
        let regex = names::pattern(pattern)?;
        let mut topics = self.client.all_topics(config.timeout())?;
        topics.retain(|topic| regex.is_match(&topic.name) && !names::is_internal(&topic.name, pattern));
        if topics.is_empty() && first {
            if config.bounded {
                return Err(Failure::NoMatch { pattern: pattern.clone() }.into());
            }
            tracing::warn!(%pattern, "no Kafka topic matches the pattern yet");
        }
        Ok(topics)
    }

    /// Where each partition begins.
    fn starts(
        &self,
        config: &KafkaConfig,
        first: bool,
        partitions: &[(&str, i32)],
    ) -> Result<BTreeMap<Partition, i64>> {
        let mut starts = self.offsets(config, partitions, Edge::Earliest)?;
        match &config.start {
            _ if !first => {}
            Start::Earliest => {}
            Start::Latest => starts.extend(self.offsets(config, partitions, Edge::End)?),
            Start::Timestamp(time) => {
                starts.extend(self.offsets(config, partitions, Edge::End)?);
                starts.extend(self.offsets(config, partitions, Edge::Time(*time))?);
            }
            Start::Offsets(offsets) => {
                for ((topic, partition), next) in &mut starts {
                    let given = offsets.get(id_of(topic, *partition).as_str());
                    *next = given.copied().unwrap_or(*next);
                }
            }
        }
        Ok(starts)
    }

    fn offsets(
        &self,
        config: &KafkaConfig,
        partitions: &[(&str, i32)],
        edge: Edge,
    ) -> Result<BTreeMap<Partition, i64>> {
        self.client.offsets(partitions.iter().copied(), edge, config.timeout())
    }
}
