use crate::hash_of;
use std::time::Duration;

/// Waiting times between tries: half a second, doubling to thirty, each shortened by up to a half so
/// that many waiters do not come back at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    tries: u32,
    seed: u64,
}

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

impl Backoff {
    /// `seed` tells waiters apart; the same seed gives the same waits.
    pub(crate) fn new(seed: u64) -> Self {
        Self { tries: 0, seed }
    }

    /// How long to wait before the next try.
    pub(crate) fn next(&mut self) -> Duration {
        let longest = FIRST.saturating_mul(1 << self.tries.min(10)).min(LONGEST);
        self.tries += 1;
        let part = hash_of(&(self.seed, self.tries)) % 512;
        longest - longest * part as u32 / 1024
    }

    /// How often `next` was asked.
    pub(crate) fn tries(&self) -> usize {
        self.tries as usize
    }

    /// It worked.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_thirty_seconds_and_differ_by_seed() {
        let waits = |seed| {
            let mut backoff = Backoff::new(seed);
            (0..12).map(|_| backoff.next()).collect::<Vec<_>>()
        };
        let some = waits(1);
        assert!(some[0] >= FIRST / 2 && some[0] <= FIRST);
        assert!(some.iter().all(|w| *w <= LONGEST) && some[11] >= LONGEST / 2);
        assert_eq!(some, waits(1));
        assert_ne!(some, waits(2));
    }
}
