//! The checkpoint protocol as a model, and every order in which its steps can happen.
//!
//! Up to three incarnations of a pipeline run side by side: any of them may stall for as long as it likes (a zombie),
//! be killed, lose its connection, or see its commit land late. The search visits every state that they can reach
//! together with the outside systems, and looks at the sinks in every state in which the newest incarnation has
//! finished, also after older ones went on. With all rules nothing is lost, doubled or stuck. With a rule left out
//! something is, and a failing test prints the shortest way there. No step leads back, so every run ends; none may
//! end with a process that waits for ever.
//!
//! | file | holds |
//! |---|---|
//! | `rules` | the rules, and what is done without each |
//! | `plan`, `plans` | what a pipeline looks like and what may happen to it; the pipelines that are run |
//! | `world`, `process` | what a state consists of |
//! | `start`, `choose` | the steps of a start |
//! | `flow`, `moves` | the data: sources, queues, sink subtasks |
//! | `epoch`, `decide` | the steps of an epoch |
//! | `outside` | what outside systems do |
//! | `search`, `turn` | the search, and one step of it |
//! | `verdict` | what must be true |
//! | `cases`, `left_out` | how a model is judged; what must go wrong without a rule |
//!
//! Not modelled: operator state (it follows the positions), `Options::again`, several pipelines in one store, a disk
//! that forgets what was synced. A restart inside `run` is an incarnation as any other.

#[path = "model/cases.rs"]
mod cases;
#[path = "model/choose.rs"]
mod choose;
#[path = "model/decide.rs"]
mod decide;
#[path = "model/epoch.rs"]
mod epoch;
#[path = "model/flow.rs"]
mod flow;
#[path = "model/left_out.rs"]
mod left_out;
#[path = "model/moves.rs"]
mod moves;
#[path = "model/outside.rs"]
mod outside;
#[path = "model/plan.rs"]
mod plan;
#[path = "model/plans.rs"]
mod plans;
#[path = "model/process.rs"]
mod process;
#[path = "model/rules.rs"]
mod rules;
#[path = "model/search.rs"]
mod search;
#[path = "model/start.rs"]
mod start;
#[path = "model/turn.rs"]
mod turn;
#[path = "model/verdict.rs"]
mod verdict;
#[path = "model/world.rs"]
mod world;

use cases::{catches, finds, holds, judge, words};
use plan::Plan;
use plans::*;
use rules::Rule;
use search::Orders;

/// One process and one record leave no choice: every step is one state.
#[test]
fn a_calm_run_is_a_line() {
    let report = judge(&(sized(FILES, 1, 1), &[]), Orders::All, |_| false);
    assert_eq!((report.states, words(&report)), (11, vec![]));
}

#[test]
fn files_are_exactly_once() {
    holds("two incarnations", FILES, 5_100);
    holds("three incarnations", sized(FILES, 3, 2), 59_000);
    holds("a race for the store", sized(FILES_RACE, 3, 2), 130_000);
}

#[test]
fn transactions_and_files_are_exactly_once() {
    holds("two incarnations", SQL_FILES, 9_000);
    holds("three incarnations", sized(SQL_FILES, 3, 2), 140_000);
    holds("a race for the store", SQL_RACE, 41_000);
    holds("commits without an answer", LOST_ANSWERS, 13_000);
    holds("the same, three incarnations", sized(LOST_ANSWERS, 3, 2), 240_000);
}

#[test]
fn a_keyed_table_ends_as_in_a_calm_run() {
    holds("a row per record", VERSIONED, 9_800);
    holds("a row per record, three incarnations", sized(VERSIONED, 3, 2), 92_000);
    holds("a row per record, statements sent again", RETRIED, 110_000);
    holds("one row", VERSIONED_ROW, 9_600);
    holds("one row, three incarnations", sized(VERSIONED_ROW, 3, 2), 89_000);
    holds("one row, statements sent again, the connection in the version", CONNECTION_ROW, 72_000);
    holds("behind a transactional sink", SQL_ROWS, 3_100);
}

#[test]
fn subtasks_agree_on_an_epoch() {
    holds("two sources, two file subtasks", SUBTASKS, 210_000);
    holds("with queues of two records", LONGER_SUBTASKS, 210_000);
    holds("with a transactional sink", SQL_SUBTASKS, 93_000);
}

#[test]
fn a_clean_end_is_not_repeated() {
    holds("files", STOPS, 17_000);
    holds("files, three incarnations", sized(STOPS, 3, 1), 68_000);
    holds("a transactional sink", SQL_STOPS, 32_000);
    holds("a transactional sink, three incarnations", sized(SQL_STOPS, 3, 1), 180_000);
    holds("a keyed table", ROW_STOPS, 23_000);
}

#[test]
fn a_pipeline_begins_and_changes_without_a_gap() {
    holds("from latest, files", LATEST, 11_000);
    holds("from latest, three incarnations", sized(LATEST, 3, 2), 120_000);
    holds("from latest, a race for the store", Plan { latest: true, ..FILES_RACE }, 62_000);
    holds("from latest, a transactional sink", SQL_LATEST, 20_000);
    holds("a transactional sink is new", SQL_ADDED, 3_500);
    holds("the same, three incarnations", sized(SQL_ADDED, 3, 3), 130_000);
}

#[test]
fn what_is_refused_is_a_dead_letter() {
    holds("by a transaction, into files", REFUSED, 8_900);
    holds("by a transaction, into a table", REFUSED_TO_TABLE, 8_000);
    holds("by a transaction that changes its mind, into files", Plan { fickle: true, ..REFUSED }, 8_700);
    holds("by a table, into files", REFUSED_ROW, 22_000);
    holds("by one of two file subtasks", REFUSED_FILE, 83_000);
}

#[test]
#[ignore = "soak: millions of states"]
fn longer_runs_hold_as_well() {
    holds("files, three incarnations", sized(FILES, 3, 3), 420_000);
    holds("sql and files, three incarnations", sized(SQL_FILES, 3, 3), 1_000_000);
    holds("the same, and stops", sized(SQL_STOPS, 3, 2), 1_200_000);
    holds("the same, from latest", sized(SQL_LATEST, 3, 2), 310_000);
    holds("the same, a race for the store", sized(SQL_RACE, 3, 2), 270_000);
    holds("subtasks and a transactional sink", sized(SQL_SUBTASKS, 2, 2), 1_800_000);
    holds("subtasks, three incarnations", sized(QUICK_SUBTASKS, 3, 1), 340_000);
}

#[test]
fn the_cases_that_led_to_the_rules_still_do() {
    left_out::LETTERED.iter().for_each(finds);
}

#[test]
fn what_the_rules_do_not_give_is_known() {
    left_out::LIMITS.iter().for_each(finds);
}

#[test]
fn every_rule_left_out_is_caught() {
    left_out::ONE.iter().for_each(catches);
}

#[test]
fn a_second_net_catches_what_falls_through() {
    for net in left_out::NETS {
        let (name, plan, without, expected) = net;
        catches(net);
        let above = words(&judge(&(*plan, &without[1..]), Orders::Different, |_| false));
        assert!(!above.iter().any(|word| expected.contains(&word.as_str())), "{name}: caught without it");
    }
}

#[test]
fn no_rule_is_forgotten() {
    let ones = left_out::ONE.iter().filter(|(_, _, without, _)| without.len() == 1);
    let mut caught: Vec<Rule> = ones.chain(left_out::NETS).map(|(_, _, without, _)| without[0]).collect();
    caught.sort_unstable();
    assert_eq!(caught, rules::ALL);
}

/// The search leaves out orders that differ only in when a process does what is its own business. Trying them all
/// finds nothing else.
#[test]
fn the_orders_left_out_do_not_matter() {
    for (plan, without) in [
        (QUICK_SUBTASKS, &[][..]),
        (QUICK_SUBTASKS, &[Rule::Align]),
        (sized(SQL_FILES, 2, 2), &[]),
        (sized(SQL_FILES, 2, 2), &[Rule::HoldRows]),
        (REFUSED, &[Rule::LettersLast]),
    ] {
        let [all, different] =
            [Orders::All, Orders::Different].map(|o| judge(&(plan, without), o, |_| false));
        assert_eq!(words(&all), words(&different), "without {without:?}");
        assert!(all.states > different.states);
    }
}
