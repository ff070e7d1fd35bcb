/// The points that the sinks pass, before and after each effect that can be seen from outside. A test
/// stops a run at one of them, with the feature `crash-points`.
///
/// `between` is passed between two batches of one `publish`. What has no effect in a kind of delivery
/// passes no point.
pub const POINTS: [&str; 13] = [
    "memory.claim.before",
    "memory.claim.after",
    "memory.write.before",
    "memory.write.after",
    "memory.prepare.before",
    "memory.prepare.after",
    "memory.commit.before",
    "memory.commit.after",
    "memory.publish.before",
    "memory.publish.between",
    "memory.publish.after",
    "memory.sweep.before",
    "memory.sweep.after",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Adds the names of points in the source files below `folder`.
    fn collect(folder: &Path, names: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, names);
            } else if !path.ends_with("points.rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let strings = source.split('"').skip(1).step_by(2);
                let points = strings.filter(|text| text.starts_with("memory."));
                names.extend(points.map(str::to_owned));
            }
        }
    }

    #[test]
    fn the_list_is_complete() {
        let mut used = BTreeSet::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
        let listed: BTreeSet<_> = POINTS.map(str::to_owned).into();
        assert_eq!(used, listed);
    }
}
