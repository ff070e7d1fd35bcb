use crate::at::At;
use aqueduct_core::{DeadLetter, Decode, EventTime, Message, Record};
use std::sync::Arc;

/// What a record of the log becomes: an item, nothing, or a dead letter.
pub(crate) type Take<T, I> =
    dyn Fn(Record<T>, At) -> Result<Option<Record<I>>, Box<DeadLetter>> + Send + Sync;

/// The value itself.
pub(crate) fn whole<T>() -> Arc<Take<T, T>> {
    Arc::new(|record, _| Ok(Some(record)))
}

/// What the decoder makes of a message.
pub(crate) fn decoded<D: Decode>(decoder: D) -> Arc<Take<Vec<u8>, D::Item>> {
    Arc::new(move |record, at| {
        let message = Message {
            time: (record.time > EventTime::MIN).then_some(record.time),
            ..Message::of(&record.value)
        };
        match decoder.decode(&message) {
            Ok(item) => Ok(item.map(|item| Record::new(item, record.time))),
            Err(bad) => Err(Box::new(bad.into_dead_letter(&message, at.to_string()))),
        }
    })
}
