use aqueduct_core::{EventTime, Window};

/// What [`Slices::passed`] answers at the end of a stream: later than every end.
const ALL: i128 = 1 << 96;

/// The arithmetic of a shape, in microseconds.
///
/// Time is cut into *slices*: stretches in which no window begins or ends, so that all records of one
/// belong to the same windows and a record is counted once, in its slice (stream slicing, Traub et al.,
/// "Scotty", EDBT 2019). A window that is not a multiple of the distance cuts every distance in two, never
/// in more ("paired windows", Krishnamurthy et al., SIGMOD 2006).
///
/// A window is known by its end. Ends are exact: 128 bits reach beyond the ends of time, where windows
/// would otherwise collapse into one. None of it runs once per record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slices {
    size: i128,
    every: i128,
    /// What is left of the size after whole distances.
    rest: i128,
    offset: i128,
    grace: i64,
}

/// One slice, cut off at the ends of time. Its start is its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) start: i64,
    pub(crate) end: i64,
    /// While a record is judged by less than this, all of its windows are still to fire.
    pub(crate) whole_until: i64,
}

impl Slice {
    /// Holds no time at all.
    pub(crate) const NONE: Self = Self { start: i64::MAX, end: i64::MIN, whole_until: i64::MIN };

    #[inline(always)]
    pub(crate) fn holds(&self, time: i64) -> bool {
        self.start <= time && time < self.end
    }
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// This many of its windows have fired, at times none; it counts in the others.
    Missed(u64),
    /// All of them have.
    Late,
}

impl Slices {
    pub(super) fn new(size: i64, every: i64, offset: i64, grace: i64) -> Self {
        let (size, every) = (i128::from(size), i128::from(every));
        Self { size, every, rest: size % every, offset: i128::from(offset) % every, grace }
    }

    /// One window from the beginning of time to its end.
    pub(crate) fn whole() -> Self {
        let all = 1 << 64;
        Self { size: all, every: all, rest: 0, offset: i128::from(i64::MIN), grace: 0 }
    }

    /// Whether every record is in exactly one window.
    pub(crate) fn tumble(&self) -> bool {
        self.size == self.every
    }

    /// The distance between two ends.
    pub(crate) fn every(&self) -> i128 {
        self.every
    }

    /// The beginning of the last window that holds `time`.
    fn last_start(&self, time: i128) -> i128 {
        let since = time - self.offset;
        let nth = match (i64::try_from(since), i64::try_from(self.every)) {
            // A division of 64 bits costs a fraction of one of 128, and records out of order bring many.
            (Ok(since), Ok(every)) => i128::from(since.div_euclid(every)),
            _ => since.div_euclid(self.every),
        };
        nth * self.every + self.offset
    }

    /// The slice that holds `time`.
    pub(crate) fn slice(&self, time: i64) -> Slice {
        let time = i128::from(time);
        let begin = self.last_start(time);
        let cut = begin + self.rest;
        let (start, end) = if time < cut { (begin, cut) } else { (cut, begin + self.every) };
        let first_end = if time < cut { cut } else { cut + self.every };
        let whole_until = first_end + i128::from(self.grace);
        Slice { start: clamp(start), end: clamp(end), whole_until: clamp(whole_until) }
    }

    /// The end of the first window that holds `time`: the earliest end after it.
    pub(crate) fn first_end(&self, time: i128) -> i128 {
        let cut = self.last_start(time) + self.rest;
        if time < cut { cut } else { cut + self.every }
    }

    /// The end of the last window that holds `time`.
    pub(crate) fn last_end(&self, time: i64) -> i128 {
        self.last_start(i128::from(time)) + self.size
    }

    /// All windows up to this end have fired at `watermark`.
    pub(crate) fn passed(&self, watermark: EventTime) -> i128 {
        match watermark {
            EventTime::MAX => ALL,
            _ => i128::from(watermark.micros()) - i128::from(self.grace),
        }
    }

    /// What a step hands on for `watermark`: no result that is still to come is earlier.
    pub(crate) fn hand_on(&self, watermark: EventTime) -> EventTime {
        match watermark {
            EventTime::MAX => EventTime::MAX,
            _ => EventTime::from_micros(watermark.micros().saturating_sub(self.grace)),
        }
    }

    /// What becomes of a record of this time.
    pub(crate) fn verdict(&self, time: i64, judge: EventTime) -> Verdict {
        let passed = self.passed(judge);
        if self.last_end(time) <= passed {
            return Verdict::Late;
        }
        Verdict::Missed(self.missed(time, passed))
    }

    /// How many of the windows that hold `time` end at or before `passed`, if not all of them do.
    pub(crate) fn missed(&self, time: i64, passed: i128) -> u64 {
        let first = self.first_end(i128::from(time));
        if passed < first {
            return 0;
        }
        u64::try_from((passed - first) / self.every + 1).unwrap_or(u64::MAX)
    }

    /// The end of the first window that counts a record of `time` which missed this many.
    pub(crate) fn end_after(&self, time: i64, missed: u64) -> i128 {
        self.first_end(i128::from(time)) + i128::from(missed) * self.every
    }

    /// The beginning of the window that ends at `end`; slices that start before are not in it.
    pub(crate) fn start(&self, end: i128) -> i128 {
        end - self.size
    }

    /// The window that ends at `end`, cut off at the ends of time.
    pub(crate) fn window(&self, end: i128) -> Window {
        let (start, end) = (clamp(self.start(end)), clamp(end));
        Window { start: EventTime::from_micros(start), end: EventTime::from_micros(end) }
    }
}

fn clamp(time: i128) -> i64 {
    i64::try_from(time).unwrap_or(if time < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All windows that hold `time`, by their ends, found by looking at every window around it.
    fn ends(of: &Slices, time: i64) -> Vec<i128> {
        let around = -150..150_i128;
        let start = |n: i128| of.offset + n * of.every;
        let holds = |s: &i128| *s <= i128::from(time) && i128::from(time) < s + of.size;
        around.map(start).filter(holds).map(|s| s + of.size).collect()
    }

    #[test]
    fn a_slice_is_the_longest_stretch_with_the_same_windows() {
        for (size, every, offset) in
            [(1, 1, 0), (7, 7, 3), (10, 5, 0), (10, 4, 1), (9, 7, 50), (30, 1, 0), (25, 10, 7)]
        {
            let slices = Slices::new(size, every, offset, 2);
            for time in -60..60 {
                let (own, slice) = (ends(&slices, time), slices.slice(time));
                assert!(slice.holds(time));
                assert!((slice.start..slice.end).all(|t| ends(&slices, t) == own), "{slices:?} at {time}");
                assert!(
                    size == every || ends(&slices, slice.end) != own || ends(&slices, slice.start - 1) != own
                );
                assert_eq!(slices.first_end(i128::from(time)), own[0]);
                assert_eq!(slices.last_end(time), own[own.len() - 1]);
                assert_eq!(i128::from(slice.whole_until), own[0] + 2);
                for passed in own[0] - 9..own[own.len() - 1] {
                    let missed = own.iter().filter(|end| **end <= passed).count();
                    assert_eq!(slices.missed(time, passed), missed as u64, "{slices:?}: {time}, {passed}");
                }
            }
        }
    }

    #[test]
    fn the_ends_of_time_have_slices_too() {
        let slices = Slices::new(10, 3, 1, 5);
        for time in [i64::MIN, i64::MIN + 1, i64::MAX - 1] {
            assert!(slices.slice(time).holds(time));
            assert!(slices.last_end(time) > i128::from(time));
        }
        assert_eq!(slices.slice(i64::MAX).end, i64::MAX, "the last instant is in the slice that is cut off");
        assert_eq!(slices.verdict(i64::MAX, EventTime::MAX), Verdict::Late);
        assert_eq!(slices.verdict(i64::MIN, EventTime::MIN), Verdict::Missed(0));
        assert_eq!(slices.hand_on(EventTime::MAX), EventTime::MAX);
        assert_eq!(slices.hand_on(EventTime::from_micros(7)), EventTime::from_micros(2));
    }
}
