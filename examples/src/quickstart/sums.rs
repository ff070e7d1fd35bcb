use crate::access_log::Planted;
use crate::{say, thousands};
use aqueduct::{Entry, Reason, Report};
use std::io::stdout;

/// Says whether each line that was read is counted in a window or is a dead letter, and each dead letter is
/// written.
pub fn add_up(report: &Report) -> bool {
    let of = |step: &str, entry| report.step(step).map_or(0, |step| step.counts[entry]);
    let (read, counted, missed) = (report.read(), of("views", Entry::Kept), of("views", Entry::Missed));
    let (rejected, kept) = (report.rejected(), of("dead-letters", Entry::Kept));
    let adds_up = report.is_balanced() && read == counted + rejected && rejected == kept;
    let sign = if adds_up { "=" } else { "ARE NOT" };
    let [read, counted, kept] = [read, counted, kept].map(thousands);
    say(stdout(), &format!("{read} lines {sign} {counted} counted + {kept} dead letters"));
    if missed > 0 {
        say(stdout(), &format!("{} of the counted came too late for some windows", thousands(missed)));
    }
    adds_up
}

/// Says whether the dead letters are those that the generator has planted.
pub fn as_planted(report: &Report, planted: &Planted) -> bool {
    let letters = |reason: Reason, rule: &str| {
        let counts = report.dead_letters.iter().filter(|count| count.reason == reason && count.rule == rule);
        counts.map(|count| count.count).sum()
    };
    let kinds = [
        ("lines", planted.lines(), report.read()),
        ("undecodable", planted.undecodable, letters(Reason::Undecodable, "")),
        ("has_path", planted.no_path, letters(Reason::Rule, "has_path")),
        ("has_status", planted.no_status, letters(Reason::Rule, "has_status")),
        ("too far ahead", planted.too_far_ahead, letters(Reason::TooFarAhead, "max_ahead")),
        ("late", planted.late, letters(Reason::Late, "")),
    ];
    let mut as_planted = true;
    for (kind, planted, found) in kinds.into_iter().filter(|(_, planted, found)| planted != found) {
        as_planted = false;
        say(stdout(), &format!("{kind}: the generator HAS PLANTED {planted}, FOUND {found}"));
    }
    if as_planted {
        say(stdout(), "the dead letters are those that the generator has planted");
    }
    as_planted
}
