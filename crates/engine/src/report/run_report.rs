use super::{Outcome, Progress};
use crate::account::Entry;
use aqueduct_core::Guarantee;
use std::fmt;
use std::ops::Deref;

/// What a whole run did. Its accounts are those of confirmed checkpoints, so nothing that was replayed
/// is counted twice. `Display` is a table.
#[derive(Clone, Debug)]
pub struct Report {
    /// The pipeline.
    pub pipeline: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What a user may rely on.
    pub guarantee: Guarantee,
    /// Everything else.
    pub progress: Progress,
}

impl Deref for Report {
    type Target = Progress;

    fn deref(&self) -> &Progress {
        &self.progress
    }
}

impl Report {
    /// Whether everything that came into each step is accounted for.
    pub fn is_balanced(&self) -> bool {
        self.steps.iter().all(|s| s.counts.is_balanced())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Progress { elapsed, checkpoints, restarts, .. } = self.progress;
        writeln!(f, "{} {} after {elapsed:.1?}", self.pipeline, self.outcome)?;
        writeln!(f, "{checkpoints} checkpoints, {restarts} restarts, {}", self.guarantee)?;
        let width = self.steps.iter().map(|s| s.name.len()).max().unwrap_or(0).max(4);
        let titles = ["in", "kept", "filtered", "rejected", "late", "out"];
        write!(f, "{:width$}", "step")?;
        titles.iter().try_for_each(|t| write!(f, " {t:>11}"))?;
        for step in &self.steps {
            let lines = [Entry::In, Entry::Kept, Entry::Filtered, Entry::Rejected, Entry::Late];
            write!(f, "\n{:width$}", step.name)?;
            lines.iter().try_for_each(|e| write!(f, " {:>11}", step.counts[*e]))?;
            if step.is_sink {
                continue;
            }
            write!(f, " {:>11}", step.out())?;
        }
        for (line, what) in [(Entry::Repaired, "repaired"), (Entry::Missed, "missed some windows")] {
            for step in self.steps.iter().filter(|s| s.counts[line] > 0) {
                write!(f, "\n{what}: {} in {}", step.counts[line], step.name)?;
            }
        }
        for letter in &self.dead_letters {
            let rule = if letter.rule.is_empty() { String::new() } else { format!(" ({})", letter.rule) };
            write!(f, "\ndead letters: {} {}{rule} in {}", letter.count, letter.reason, letter.stage)?;
        }
        let verdict = if self.is_balanced() { "the accounts add up" } else { "THE ACCOUNTS DO NOT ADD UP" };
        write!(f, "\n{verdict}")
    }
}
