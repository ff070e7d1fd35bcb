//! How a model is judged: what must hold, what must be found, and the shortest way there.

use std::fmt::Write;

use crate::plan::Plan;
use crate::rules::{Rule, Rules};
use crate::search::{Orders, Report, explore};
use crate::turn::Model;

/// A pipeline, the rules left out, and what is wrong with them left out.
pub(crate) type Case = (&'static str, Plan, &'static [Rule], &'static [&'static str]);

/// Visits every state of a pipeline with all rules. Nothing is wrong in any of them, and there are at least
/// `states`: a model that explores nothing proves nothing.
pub(crate) fn holds(name: &str, plan: Plan, states: usize) {
    let report = judge(&(plan, &[]), Orders::Different, |_| false);
    assert!(report.wrong.is_empty(), "{name}: {}", listed(&report));
    assert!(report.states >= states, "{name}: only {} states", report.states);
}

/// Visits every state of a case: exactly what is expected is wrong.
pub(crate) fn finds(&(name, plan, without, expected): &Case) {
    let report = judge(&(plan, without), Orders::Different, |_| false);
    assert_eq!(words(&report), expected, "{name}: {}", listed(&report));
    assert!(report.states > 1_000, "{name}: only {} states", report.states);
}

/// Visits the states of a case until all that is expected was found.
pub(crate) fn catches(&(name, plan, without, expected): &Case) {
    let found = |report: &Report| expected.iter().all(|word| words(report).iter().any(|found| found == word));
    let report = judge(&(plan, without), Orders::Different, found);
    assert!(found(&report), "{name}: {expected:?} is not caught, {}", listed(&report));
}

/// Runs a pipeline without some rules.
pub(crate) fn judge(
    &(plan, without): &(Plan, &[Rule]),
    orders: Orders,
    enough: impl Fn(&Report) -> bool,
) -> Report {
    let report = explore(&Model { plan, rules: Rules::without(without) }, orders, enough);
    // Seen with `cargo test --test model -- --nocapture`.
    println!("{} states, without {without:?}: {:?}", report.states, words(&report));
    report
}

/// What was found, in words.
pub(crate) fn words(report: &Report) -> Vec<String> {
    report.wrong.keys().map(ToString::to_string).collect()
}

/// What was found, each with the shortest way to it.
fn listed(report: &Report) -> String {
    let mut text = format!("{} states", report.states);
    for (verdict, events) in &report.wrong {
        let _ = write!(text, "\n{verdict}:");
        for event in events {
            let _ = write!(text, "\n    {event}");
        }
    }
    text
}
