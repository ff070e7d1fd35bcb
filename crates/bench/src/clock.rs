use rustix::time::{ClockId, clock_gettime};

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Clock {
    /// CPU time of this process, all threads together: unlike time on the wall it hardly depends on what else the
    /// machine does.
    Cpu,
    /// Time on the wall, where a server does the work.
    Wall,
}

impl Clock {
    /// Nanoseconds since some moment.
    pub(crate) fn now(self) -> f64 {
        let now = clock_gettime(match self {
            Self::Cpu => ClockId::ProcessCPUTime,
            Self::Wall => ClockId::Monotonic,
        });
        now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
    }
}
