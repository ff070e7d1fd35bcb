use aqueduct_core::Epoch;

/// Empty folder that says that an incarnation's number is taken.
pub(super) fn number(incarnation: u64) -> String {
    format!("start-{incarnation:010}")
}

/// The incarnation of such a folder.
pub(super) fn parse_number(name: &str) -> Option<u64> {
    name.strip_prefix("start-")?.parse().ok()
}

/// Folder of a living incarnation.
pub(super) fn live(incarnation: u64) -> String {
    format!("run-{incarnation:010}")
}

/// Folder of an incarnation that a newer one has shut out.
pub(super) fn sealed(incarnation: u64) -> String {
    format!("sealed-{incarnation:010}")
}

/// The incarnation of a folder, and whether it is sealed.
pub(super) fn parse_folder(name: &str) -> Option<(u64, bool)> {
    let (sealed, number) = match name.strip_prefix("run-") {
        Some(number) => (false, number),
        None => (true, name.strip_prefix("sealed-")?),
    };
    Some((number.parse().ok()?, sealed))
}

/// The manifest of an epoch.
pub(super) fn manifest(epoch: Epoch) -> String {
    format!("{}.manifest", epoch.n)
}

/// Says that the epoch of that number is confirmed.
pub(super) fn confirmed(epoch: Epoch) -> String {
    format!("{}.confirmed", epoch.n)
}

/// One subtask's state of a step, by the step's place in the graph: names may hold anything.
pub(super) fn state(epoch: Epoch, step: usize, subtask: usize) -> String {
    format!("{}.state-{step}-{subtask}", epoch.n)
}

/// The number of the epoch that a file belongs to.
pub(super) fn epoch_of(file: &str) -> Option<u64> {
    file.split_once('.')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        let epoch = Epoch { incarnation: 3, n: 17 };
        assert_eq!(parse_folder(&live(3)), Some((3, false)));
        assert_eq!(parse_folder(&sealed(3)), Some((3, true)));
        assert_eq!((parse_folder("lock"), parse_folder(&number(3))), (None, None));
        assert_eq!((parse_number(&number(3)), parse_number(&live(3))), (Some(3), None));
        for file in [manifest(epoch), confirmed(epoch), state(epoch, 2, 0)] {
            assert_eq!(epoch_of(&file), Some(17));
        }
    }
}
