use crate::sink_trial::SinkTrial;
use crate::{Sample, SinkHarness};

/// **Purpose:** data is data.
/// **How:** writes the extremes of a 64-bit integer, empty and long text, quotes of all sorts, control
/// characters, what looks like SQL, JSON or a null, and text beyond the basic plane. NUL is written in
/// a call of its own: some systems have no place for it.
/// **Passes when:** every value comes back as it was written; the one with NUL may be refused instead.
pub async fn odd_values_arrive_unchanged<H: SinkHarness>() {
    let law = "odd_values_arrive_unchanged";
    let Some(trial) = SinkTrial::<H>::begin(law, |_| []).await else {
        return;
    };
    let mut rows = odd_rows(H::capabilities().longest_text);
    let mut start = trial.start(1).await;
    start.write(&rows).await;
    let nul = Sample::new(1_000, "a\0b");
    let early = start.write_to(0, vec![H::row(nul.clone())]).await;
    let (manifest, late) = start.prepare_some(1).await;
    start.decide(&manifest).await;
    let refused: Vec<_> = early.iter().chain(&late).map(|row| H::sample(&row.row.value)).collect();
    trial.law.holds(refused.iter().all(|row| *row == nul), || {
        let ids: Vec<_> = refused.iter().map(|row| row.id).collect();
        format!("rows {ids:?} were refused, only the one with NUL may be")
    });
    if refused.is_empty() {
        rows.push(nul);
    }
    trial.shows(&rows).await;
}

/// A row for each odd value; the texts have ids from -1 on.
fn odd_rows(longest: usize) -> Vec<Sample> {
    let long = "é".repeat(longest / "é".len());
    let texts = [
        "",
        " ",
        " a ",
        "a\nb",
        "a\r\nb",
        "a\tb",
        "\u{1}\u{7f}\u{feff}", // white space, control characters
        "'",
        "''",
        "\"",
        "`",
        "\\",
        "\\'",
        "\\N",
        "\\.",
        "$1",
        "?",
        "%s",
        "%",
        "_", // quotes and marks of SQL and COPY
        "'; DROP TABLE rows; --",
        "NULL",
        "null",
        "{\"a\": [1]}",
        "a,b;c|d", // what is not meant
        "Zoë ẞ 漢字 🦀 👩‍👩‍👧",
        "\u{202e}abc",
        "e\u{301}",
        &long, // beyond ASCII
    ];
    let mut rows = vec![Sample::new(i64::MIN, "least"), Sample::new(i64::MAX, "greatest")];
    rows.extend((-1..).zip(texts).map(|(id, text)| Sample::new(id, text)));
    rows
}
