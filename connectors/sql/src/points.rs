/// The points that every sink passes, before and after what can be seen from outside. A test stops a run
/// at one of them, with the feature `crash-points`.
pub const POINTS: [&str; 4] = ["sql.claim.before", "sql.claim.after", "sql.write.before", "sql.write.after"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete() {
        let sources = [include_str!("target.rs"), include_str!("writer.rs")].concat();
        let strings = sources.split('"').skip(1).step_by(2);
        let mut used: Vec<_> = strings.filter(|text| text.starts_with("sql.")).collect();
        used.sort_unstable();
        let mut listed = POINTS;
        listed.sort_unstable();
        assert_eq!(used, listed);
    }
}
