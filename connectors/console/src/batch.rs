use crate::lines::Line;
use crate::places::{Places, place};
use crate::split::ConsoleSplit;
use aqueduct_core::{BadRecord, DeadLetter, Decode, EventTime, Fetch, Message, Record};
use std::sync::Arc;

/// The most lines of one batch.
const LINES: usize = 1_024;

/// The most bytes of one batch, unless a single line has more.
const BYTES: usize = 1 << 20;

/// Lines that are answered together.
pub(crate) struct Batch<'d, D: Decode> {
    input: &'d str,
    decoder: &'d D,
    /// Lines so far, and their bytes with the line ends, whatever became of them.
    lines: usize,
    length: usize,
    /// The bytes of what became records.
    bytes: usize,
    records: Vec<Record<D::Item>>,
    places: Vec<u64>,
    rejected: Vec<DeadLetter>,
    skipped: usize,
}

impl<'d, D: Decode> Batch<'d, D> {
    pub(crate) fn new(input: &'d str, decoder: &'d D) -> Self {
        Self {
            input,
            decoder,
            lines: 0,
            length: 0,
            bytes: 0,
            records: Vec::new(),
            places: Vec::new(),
            rejected: Vec::new(),
            skipped: 0,
        }
    }

    /// Whether a line of this length, with its end, may be added.
    pub(crate) fn has_room(&self, length: usize) -> bool {
        self.lines == 0 || (self.lines < LINES && self.length + length <= BYTES)
    }

    pub(crate) fn add(&mut self, line: Line<'_>, length: usize) {
        self.lines += 1;
        self.length += length;
        let (at, message, decoded) = match &line {
            Line::Whole { at, text } => {
                let message = Message::of(text);
                (*at, message, self.decoder.decode(&message))
            }
            Line::TooLong { at, beginning, length } => {
                let why = format!("a line of {length} bytes is too long");
                (*at, Message::of(beginning), Err(BadRecord::new(why)))
            }
        };
        match decoded {
            Ok(Some(item)) => {
                self.bytes += message.payload.map_or(0, <[u8]>::len);
                self.records.push(Record::new(item, EventTime::MIN));
                self.places.push(at);
            }
            Ok(None) => self.skipped += 1,
            Err(bad) => {
                let place = place(self.input, at);
                self.rejected.push(bad.into_dead_letter(&message, place));
            }
        }
    }

    /// The batch, unless there was no line. `split` stands behind it.
    pub(crate) fn answer(self, split: &ConsoleSplit) -> Option<Fetch<D::Item, ConsoleSplit>> {
        let (input, bytes) = (self.input.into(), self.places);
        (self.lines > 0).then(|| Fetch::Batch {
            records: self.records,
            bytes: self.bytes,
            origins: Arc::new(Places { input, bytes }),
            rejected: self.rejected,
            skipped: self.skipped,
            resume: split.clone(),
        })
    }
}
