//! One case: what happens to the processes, and whether the world looks as after a calm run.

use crate::job::{Kind, process};
use crate::outside::{Outside, Seen};
use crate::skewed::skewed;
use aqueduct_core::fault::Planted;
use aqueduct_testkit::CrashHook;

/// The world after a calm run, and the points that it passed.
pub(crate) async fn calm(kind: Kind, parallelism: usize) -> (Seen, Vec<(&'static str, usize)>) {
    let (outside, hook) = (Outside::new(), CrashHook::calm());
    let report = process(&outside, kind, parallelism, hook.faults()).await.unwrap();
    assert!(report.is_balanced() && report.checkpoints > 5, "{report}");
    let seen = outside.seen();
    assert!(seen.leftovers.is_empty(), "{:?}", seen.leftovers);
    assert!(seen.letters.len() > 20 && seen.totals.len() > 20, "the job is worth crashing");
    (seen, hook.passed())
}

/// Runs processes until one ends by itself; the first ones die at these points.
pub(crate) async fn crashed(
    outside: &Outside,
    kind: Kind,
    parallelism: usize,
    deaths: &[(&'static str, usize)],
    bug: Option<Planted>,
) -> Result<(), String> {
    let plant = |hook: CrashHook| match bug {
        Some(bug) => hook.plant(bug),
        None => hook,
    };
    for (point, nth) in deaths {
        let hook = plant(CrashHook::crash_at(*point, *nth));
        let result = process(outside, kind, parallelism, skewed(&hook)).await;
        // A pass that does not come, because counts differ a little from run to run, is no crash.
        if hook.has_struck() && result.is_ok() {
            return Err(format!("died at {point} #{nth} and ended well all the same"));
        }
        if !hook.has_struck() {
            result.map_err(|e| format!("failed without having died at {point} #{nth}: {e}"))?;
        }
    }
    let last = plant(CrashHook::calm());
    process(outside, kind, parallelism, last.faults()).await.map(|_| ()).map_err(|e| e.to_string())
}

/// Whether the world looks as after the calm run, as far as the kind of delivery promises it.
pub(crate) fn compare(kind: Kind, calm: &Seen, mut seen: Seen) -> Result<(), String> {
    if kind == Kind::Append {
        seen.events.dedup();
    }
    let differs = |what: &str, (a, b): (String, String)| {
        if a == b { Ok(()) } else { Err(format!("{what} differ: calm {a}\nnow {b}")) }
    };
    let text = |x: &dyn std::fmt::Debug| format!("{x:?}");
    differs("events", (text(&calm.events), text(&seen.events)))?;
    differs("totals", (text(&calm.totals), text(&seen.totals)))?;
    differs("letters", (text(&calm.letters), text(&seen.letters)))?;
    differs("leftovers", (text(&calm.leftovers), text(&seen.leftovers)))
}
