use super::{Scale, Workload};
use crate::generated::Generated;
use crate::numbers::Numbers;
use crate::reach::Reach;
use crate::stage::Stage;
use crate::summing::Summing;
use crate::text::Text;
use aqueduct_core::{EventTime, Record, Result, WindowResult};
use aqueduct_engine::Pipeline;
use aqueduct_transform::KeyByEach;
use aqueduct_window::{Whole, Windowing, count};
use hashbrown::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts the words of 50 MB of text, by two subtasks. The source hands out lines as a reader of files
/// does; the loop has the text at hand and copies nothing.
pub(crate) struct WordCount {
    text: Arc<Text>,
}

const SUBTASKS: usize = 2;

impl WordCount {
    pub(crate) fn new(scale: Scale) -> Self {
        Self { text: Arc::new(Text::new(scale.of(50_000_000) as usize)) }
    }
}

/// What a result adds to the sum that both sides must agree on.
fn mark(word: &str, count: u64) -> u64 {
    word.bytes().fold(count, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

fn marked(row: &Record<WindowResult<String, u64>>) -> u64 {
    mark(&row.value.key, row.value.value)
}

impl Workload for WordCount {
    fn records(&self) -> u64 {
        self.text.words()
    }

    fn reach(&self) -> Reach {
        Reach::Ratio(0.6)
    }

    fn ours(&self, stage: &Stage) -> Result<u64> {
        let (sum, text) = (Arc::new(AtomicU64::new(0)), Arc::clone(&self.text));
        let size = text.as_str().len() / text.lines() as usize;
        let fill = move |into: &mut Vec<Record<String>>, numbers: Numbers| {
            let line = |n: u64| Record::new(text.line(n).to_owned(), EventTime::from_micros(n as i64));
            into.extend(numbers.map(line));
        };
        let pipeline = Pipeline::new("word_count");
        pipeline
            .source("lines", Generated::new(self.text.lines(), SUBTASKS, size, fill))
            .key_by_each(|line: &String, word: &mut dyn FnMut(&str)| {
                line.split_ascii_whitespace().for_each(word);
            })
            .window(Whole)
            .aggregate("words", count())
            .ignore_late()
            .sink("sum", Summing::new(&sum, marked));
        stage.run(pipeline, SUBTASKS)?;
        Ok(sum.load(Relaxed))
    }

    fn floor(&self, _: &Stage) -> Result<u64> {
        let mut counts = HashMap::<&str, u64, foldhash::fast::RandomState>::default();
        for word in self.text.as_str().split_ascii_whitespace() {
            *counts.entry(word).or_insert(0) += 1;
        }
        Ok(counts.iter().fold(0, |sum: u64, (word, count)| sum.wrapping_add(mark(word, *count))))
    }
}
