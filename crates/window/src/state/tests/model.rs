use super::Params;
use aqueduct_core::EventTime;
use std::collections::BTreeMap;

/// Every value of every window, by the window's bounds and the key. Windows are found by trying: from
/// the last that begins before the record to the first that ends after it.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) windows: BTreeMap<(i64, i64, u8), Vec<i64>>,
    pub(super) late: usize,
    pub(super) missed: usize,
}

impl Model {
    pub(super) fn record(&mut self, of: &Params, (time, key, value): (i64, u8, i64), judge: EventTime) {
        let (size, every) = (i128::from(of.size), i128::from(of.every));
        let (time, grace) = (i128::from(time), i128::from(of.grace));
        let offset = i128::from(of.offset);
        let mut start = offset + (time - offset) / every * every + 2 * every;
        let (mut counts, mut misses) = (0, 0);
        while start + size > time {
            if start <= time {
                let end = start + size;
                if judge != EventTime::MAX && end + grace > i128::from(judge.micros()) {
                    self.windows.entry((clamp(start), clamp(end), key)).or_default().push(value);
                    counts += 1;
                } else {
                    misses += 1;
                }
            }
            start -= every;
        }
        assert!(counts + misses > 0, "a record is in no window");
        self.late += usize::from(counts == 0);
        self.missed += usize::from(counts > 0 && misses > 0);
    }
}

fn clamp(time: i128) -> i64 {
    time.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}
