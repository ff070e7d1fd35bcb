use crate::client::{Client, Event, Properties, Trouble};
use crate::split::KafkaSplit;
use aqueduct_core::Result;
use std::time::{Duration, Instant};

/// How long one question may take.
const ASKING: Duration = Duration::from_secs(5);

/// Tells whether there is a record between a position and a bounded end, with a consumer that reads
/// nothing else. The broker does not say: what a transaction leaves behind takes offsets as well.
pub(super) struct Prober {
    properties: Properties,
    /// Made when it is needed first.
    client: Option<Client>,
}

impl Prober {
    pub(super) fn new(properties: Properties) -> Self {
        Self { properties: properties.quiet(), client: None }
    }

    /// Whether all records before the split's end are before its position; `None` if there was no answer.
    pub(super) fn is_read(&mut self, split: &KafkaSplit) -> Result<Option<bool>> {
        let client = match self.client.take() {
            Some(client) => client,
            None => Client::new(&self.properties)?,
        };
        client.assign([split])?;
        let deadline = Instant::now() + ASKING;
        let answer = loop {
            let end = split.end.unwrap_or(i64::MAX);
            match client.poll(Duration::from_millis(50)) {
                Some(Event::Message(message)) => break Some(message.offset() >= end),
                Some(Event::End(_, at)) if at.is_none_or(|at| at >= end) => break Some(true),
                Some(Event::Trouble(Trouble::Denied(error))) => return Err(error),
                _ if Instant::now() >= deadline => break None,
                _ => {}
            }
        };
        client.unassign(&split.topic, split.partition)?;
        self.client = Some(client);
        Ok(answer)
    }
}
