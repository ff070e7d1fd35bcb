use rustix::time::{ClockId, clock_gettime};

/// CPU time of this process so far, all threads together, in nanoseconds.
///
/// Unlike time on the wall it hardly depends on what else the machine does.
pub(crate) fn cpu_time() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}
