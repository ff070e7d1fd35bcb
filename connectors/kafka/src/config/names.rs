use aqueduct_core::{Error, Result};
use regex_lite::Regex;

/// The longest topic name, as brokers have it.
const LONGEST: usize = 249;

/// The longest pattern.
const LONGEST_PATTERN: usize = 1_000;

/// Refuses what no broker takes as a topic's name.
pub(crate) fn check_topic(topic: &str) -> Result<()> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let refuse =
        |why: &str| Err(Error::config(why).with("field", "topics").with("topic", topic.escape_debug()));
    match topic {
        "" => refuse("a topic has no name"),
        "." | ".." => refuse("this is no name for a topic"),
        _ if topic.len() > LONGEST => refuse("a topic's name has at most 249 characters"),
        _ if !topic.chars().all(legal) => refuse(
            "a topic's name has letters, digits, `.`, `_` and `-` only; patterns have a setting of their own",
        ),
        _ => Ok(()),
    }
}

/// A pattern that has to match whole names.
pub(crate) fn pattern(text: &str) -> Result<Regex> {
    let refuse =
        |why: String| Error::config(why).with("field", "pattern").with("pattern", text.escape_debug());
    if text.is_empty() || text.len() > LONGEST_PATTERN {
        return Err(refuse(format!("a pattern has 1 to {LONGEST_PATTERN} characters")));
    }
    Regex::new(&format!("^(?:{text})$")).map_err(|error| refuse(format!("not a regular expression: {error}")))
}

/// Whether a topic is one of the brokers' own, which a pattern for users' topics does not mean.
pub(crate) fn is_internal(topic: &str, pattern: &str) -> bool {
    topic.starts_with("__") && !pattern.trim_start_matches(['^', '(']).starts_with("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_broker_takes_are_refused() {
        for bad in ["", ".", "..", "a/b", "a b", "a;--", "a\"", "a\0", "é", "^orders.*", &"x".repeat(250)] {
            let error = check_topic(bad).unwrap_err();
            assert_eq!(error.context("field"), Some("topics"), "{bad}");
        }
        for good in ["a", "...", "orders.v1_eu-west", "__consumer_offsets", &"x".repeat(249)] {
            check_topic(good).unwrap();
        }
    }

    #[test]
    fn a_pattern_matches_whole_names() {
        let orders = pattern("orders|orders\\..*").unwrap();
        for (name, matches) in
            [("orders", true), ("orders.eu", true), ("old.orders", false), ("orders2", false)]
        {
            assert_eq!(orders.is_match(name), matches, "{name}");
        }
        for bad in ["", "(", "a{1000000000}", &"x".repeat(1001)] {
            assert_eq!(pattern(bad).unwrap_err().context("field"), Some("pattern"), "{bad}");
        }
    }

    #[test]
    fn internal_topics_are_only_meant_by_name() {
        assert!(is_internal("__consumer_offsets", ".*") && !is_internal("__consumer_offsets", "^__.*"));
        assert!(!is_internal("_private", ".*"));
    }
}
