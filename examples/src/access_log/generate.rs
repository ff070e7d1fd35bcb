use super::dice::Dice;
use super::line::{Line, write_undecodable};
use super::paths::Paths;
use super::planted::Planted;
use std::io::{Result, Write};
use std::ops::Range;

/// How long the log lasts.
const SECONDS: u64 = 120;

/// When everybody looks at one page.
const RUSH: Range<u64> = 45..75;

/// Writes a log of so many `lines`, as dirty as logs are; the same for the same `seed`.
///
/// Two minutes of a web shop. Lines are out of order by less than five seconds. In the middle one path is
/// hot. After 84 seconds a proxy hands in what it had held back: lines of the first half minute, which are
/// late, and some from second 40 to 50, for which a window of 30 seconds that waits 10 is still open.
///
/// # Errors
/// Those of `into`.
pub fn generate(lines: u64, seed: u64, mut into: impl Write) -> Result<Planted> {
    let mut log = Log { dice: Dice::new(seed), paths: Paths::new(), planted: Planted::default() };
    let (late, held) = (lines / 100, lines / 400);
    let burst = lines * 7 / 10;
    for nth in 0..lines {
        match nth.checked_sub(burst) {
            Some(n) if n < late => log.late(&mut into)?,
            Some(n) if n < late + held => log.missed(&mut into)?,
            _ => log.line(nth * SECONDS * 1_000 / lines, &mut into)?,
        }
    }
    into.flush()?;
    Ok(log.planted)
}

struct Log {
    dice: Dice,
    paths: Paths,
    planted: Planted,
}

impl Log {
    /// One line that is written so many milliseconds after the beginning.
    fn line(&mut self, millis: u64, into: &mut impl Write) -> Result<()> {
        let Self { dice, paths, planted } = self;
        // A line tells when the request began and is written when it is over.
        let second = millis.saturating_sub(dice.below(4_000)) / 1_000;
        let rush = RUSH.contains(&(millis / 1_000)) && dice.below(100) < 35;
        let path = if rush { "/sale".to_owned() } else { paths.pick(dice) };
        let mut line = Line::new(second, &spelled(path, dice), dice);
        match dice.below(10_000) {
            0 => {
                planted.too_far_ahead += 1;
                line.time = "17/May/3025:10:00:00 +0000".to_owned();
            }
            1..=40 => {
                planted.undecodable += 1;
                return write_undecodable(second, into, dice);
            }
            41..=70 => {
                planted.no_path += 1;
                (line.request, line.status) = (dice.one(&["-", "\\x16\\x03\\x01", ""]).to_string(), "400");
            }
            71..=90 => {
                planted.no_status += 1;
                line.status = *dice.one(&["-", "999", "0"]);
            }
            // All of these can be put right.
            n => {
                planted.good += 1;
                match n {
                    91..=100 => line.bytes = u64::MAX.to_string(),
                    101..=400 => line.bytes = "-".to_owned(),
                    _ => {}
                }
            }
        }
        line.write(into, dice)
    }

    fn late(&mut self, into: &mut impl Write) -> Result<()> {
        self.planted.late += 1;
        self.held_back(0, 30, into)
    }

    fn missed(&mut self, into: &mut impl Write) -> Result<()> {
        self.planted.good += 1;
        self.planted.missed += 1;
        self.held_back(40, 10, into)
    }

    fn held_back(&mut self, from: u64, seconds: u64, into: &mut impl Write) -> Result<()> {
        let Self { dice, paths, .. } = self;
        let second = from + dice.below(seconds);
        Line::new(second, &paths.pick(dice), dice).write(into, dice)
    }
}

/// One page has many spellings.
fn spelled(path: String, dice: &mut Dice) -> String {
    match dice.below(20) {
        0 | 1 => format!("{path}?session={}", dice.below(100_000)),
        2 => format!("/{path}"),
        3 if path.len() > 1 => format!("{path}/"),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(lines: u64, seed: u64) -> (String, Planted) {
        let mut text = Vec::new();
        let planted = generate(lines, seed, &mut text).unwrap();
        (String::from_utf8_lossy(&text).into_owned(), planted)
    }

    #[test]
    fn the_same_seed_gives_the_same_log() {
        assert_eq!(log(3_000, 7), log(3_000, 7));
        assert_ne!(log(3_000, 7), log(3_000, 8));
    }

    #[test]
    fn every_line_is_counted_once() {
        for lines in [0, 1, 99, 20_000] {
            let (text, planted) = log(lines, 3);
            assert_eq!((text.lines().count() as u64, planted.lines()), (lines, lines));
        }
        let (_, planted) = log(20_000, 3);
        assert_eq!((planted.late, planted.missed), (200, 50));
        let Planted { undecodable, no_path, no_status, .. } = planted;
        assert!(undecodable.min(no_path).min(no_status) > 0, "{planted:?}");
    }
}
