/// The offset in what the library says of a partition that was read to its end. Its event carries the
/// offset, the binding to it does not.
pub(super) fn offset(reason: &str) -> Option<i64> {
    let (_, rest) = reason.split_once("reached end of partition at offset ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_in_the_words_of_the_library() {
        let reason = "Fetch from broker 1 reached end of partition at offset 1017 (HighwaterMark 1018)";
        assert_eq!(offset(reason), Some(1017));
        assert_eq!(offset("Broker: No more messages"), None);
    }
}
