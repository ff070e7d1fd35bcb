use super::dice::Dice;
use std::io::{Result, Write};

const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (compatible; Pagebot/2.1; +http://www.example.org/bot)",
    "curl/8.5.0",
];
const REFERERS: [&str; 3] = ["-", "https://www.example.org/", "https://search.example.net/?q=\\\"shoes\\\""];

/// The parts of a line that a kind of dirt may replace.
pub(super) struct Line {
    /// `17/May/2025:10:00:00 +0000`, or what stands there instead.
    pub(super) time: String,
    /// `GET /path HTTP/1.1`.
    pub(super) request: String,
    pub(super) status: &'static str,
    pub(super) bytes: String,
}

impl Line {
    pub(super) fn new(second: u64, path: &str, dice: &mut Dice) -> Self {
        let method = if dice.below(20) == 0 { "POST" } else { "GET" };
        let status = *dice.one(&["200", "200", "200", "200", "200", "200", "304", "302", "404", "500"]);
        Self {
            time: time(second),
            request: format!("{method} {path} HTTP/1.1"),
            status,
            bytes: (200 + dice.below(40_000)).to_string(),
        }
    }

    pub(super) fn write(&self, into: &mut impl Write, dice: &mut Dice) -> Result<()> {
        let Self { time, request, status, bytes } = self;
        match dice.below(8) {
            0 => write!(into, "2001:db8::{:x}", dice.below(0xffff))?,
            n => write!(into, "203.0.113.{}", n * 32 + dice.below(32))?,
        }
        let (referer, agent) = (dice.one(&REFERERS), dice.one(&AGENTS));
        writeln!(into, " - - [{time}] \"{request}\" {status} {bytes} \"{referer}\" \"{agent}\"")
    }
}

/// As a log tells it, so many seconds after the beginning, which stands in the past on purpose: old logs
/// are as good as new ones.
pub(super) fn time(second: u64) -> String {
    format!("17/May/2025:10:{:02}:{:02} +0000", second / 60, second % 60)
}

/// Lines in which no time can be read, by what happens to logs.
pub(super) fn write_undecodable(second: u64, into: &mut impl Write, dice: &mut Dice) -> Result<()> {
    match dice.below(5) {
        // The disk was full.
        0 => writeln!(into, "203.0.113.9 - - [17/May/20"),
        // Two processes wrote at once.
        1 => {
            writeln!(into, "203.0.113.4 - - [{}203.0.113.7 - - [{}] \"GET", &time(second)[..11], time(second))
        }
        // Something else writes to the same file.
        2 => writeln!(into, "worker 3: upstream timed out, retrying"),
        // A clock without a battery.
        3 => writeln!(into, "203.0.113.8 - - [00/Jan/0000:00:00:00 +0000] \"GET / HTTP/1.1\" 200 17"),
        // A disk error.
        _ => into.write_all(
            b"203.0.113.6 - - [17/May/2025:10:\xff\xfe\x00\x01+0000] \"GET /\xf0\x28 HTTP/1.1\" 200 1\n",
        ),
    }
}
