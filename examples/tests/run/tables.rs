/// A table: the end of its window, and its rows from the first place on.
pub(crate) type Table = (String, Vec<(String, u64)>);

/// The tables of windows in what an example has printed.
pub(crate) fn tables(printed: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        let Some(end) = line.strip_prefix("-- window ending ").and_then(|line| line.strip_suffix(" --"))
        else {
            continue;
        };
        assert!(lines.next().unwrap().starts_with("rank"), "{printed}");
        let rows: Vec<_> = lines.by_ref().take_while(|line| !line.is_empty()).map(row).collect();
        for (nth, (rank, ..)) in rows.iter().enumerate() {
            assert_eq!(*rank, nth + 1, "{end}");
        }
        tables.push((end.to_owned(), rows.into_iter().map(|(_, key, value)| (key, value)).collect()));
    }
    tables
}

fn row(line: &str) -> (usize, String, u64) {
    let cells: Vec<_> = line.split_ascii_whitespace().collect();
    let [rank, key, value] = cells[..] else { panic!("not a row: {line}") };
    (rank.parse().unwrap(), key.to_owned(), value.parse().unwrap())
}
