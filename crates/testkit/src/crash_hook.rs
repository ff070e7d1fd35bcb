use aqueduct_core::fault::{FaultHook, Faults, Planted};
use aqueduct_core::{Error, Result};
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Stops or freezes a run at a named point, leaves rules of the protocol out, and counts the points.
///
/// It is a handle: clones are the same hook. A calm run tells which points there are; then each of
/// them is crashed at:
///
/// ```
/// use aqueduct_testkit::CrashHook;
/// # async fn run(_: aqueduct_core::fault::Faults) -> aqueduct_core::Result<()> { Ok(()) }
/// # aqueduct_testkit::run(async {
/// let calm = CrashHook::calm();
/// run(calm.faults()).await.unwrap();
/// for (point, passes) in calm.passed() {
///     for nth in 1..=passes {
///         let crash = CrashHook::crash_at(point, nth);
///         assert!(run(crash.faults()).await.is_err() && crash.has_struck());
///         // a new process starts, and nothing is lost
///     }
/// }
/// # });
/// ```
#[derive(Clone, Debug)]
pub struct CrashHook(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    strike: Option<Strike>,
    planted: Mutex<HashSet<Planted>>,
    passed: Mutex<BTreeMap<&'static str, usize>>,
    phase: watch::Sender<Phase>,
}

#[derive(Debug)]
struct Strike {
    point: String,
    nth: usize,
    freezes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Calm,
    /// The strike has come: the process is dead, or stands still.
    Struck,
    /// A process that stood still goes on.
    Released,
}

impl CrashHook {
    /// Lets every point pass and counts it.
    pub fn calm() -> Self {
        Self::new(None)
    }

    /// At the `nth` pass of `point`, counted from 1, the process dies: this point and every later one
    /// fails, whichever it is, so that nothing takes effect any more. A dead process stays dead: the
    /// next run needs a new hook.
    pub fn crash_at(point: impl Into<String>, nth: usize) -> Self {
        Self::new(Some(Strike { point: point.into(), nth, freezes: false }))
    }

    /// At the `nth` pass of `point`, counted from 1, the process stands still: this point and every
    /// later one waits until [`release`](Self::release). What it does then, it does as a zombie.
    pub fn freeze_at(point: impl Into<String>, nth: usize) -> Self {
        Self::new(Some(Strike { point: point.into(), nth, freezes: true }))
    }

    fn new(strike: Option<Strike>) -> Self {
        let (planted, passed) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { strike, planted, passed, phase: watch::Sender::new(Phase::Calm) }))
    }

    /// Leaves a rule of the protocol out as well.
    #[must_use]
    pub fn plant(self, bug: Planted) -> Self {
        lock(&self.0.planted).insert(bug);
        self
    }

    /// What a run is given.
    pub fn faults(&self) -> Faults {
        Faults::new(Arc::new(self.clone()))
    }

    /// Every point that was reached, with how often, in alphabetical order.
    pub fn passed(&self) -> Vec<(&'static str, usize)> {
        lock(&self.0.passed).iter().map(|(point, count)| (*point, *count)).collect()
    }

    /// Whether the process has died or was frozen.
    pub fn has_struck(&self) -> bool {
        self.phase() != Phase::Calm
    }

    /// Waits until the process has died or stands still.
    pub async fn struck(&self) {
        self.wait(|phase| phase != Phase::Calm).await;
    }

    /// Lets a frozen process go on. One that has not been frozen yet, never will be.
    pub fn release(&self) {
        if self.0.strike.as_ref().is_some_and(|strike| strike.freezes) {
            self.0.phase.send_replace(Phase::Released);
        }
    }

    fn phase(&self) -> Phase {
        *self.0.phase.borrow()
    }

    async fn wait(&self, until: impl Fn(Phase) -> bool) {
        // The sender is in `self`, so the channel cannot close.
        let _ = self.0.phase.subscribe().wait_for(|phase| until(*phase)).await;
    }

    /// Counts the pass and, if it is the one, strikes.
    fn pass(&self, point: &'static str) {
        let mut passed = lock(&self.0.passed);
        let count = passed.entry(point).or_insert(0);
        *count += 1;
        if self.0.strike.as_ref().is_some_and(|strike| strike.point == point && strike.nth == *count) {
            self.0.phase.send_if_modified(|phase| {
                let calm = *phase == Phase::Calm;
                if calm {
                    *phase = Phase::Struck;
                }
                calm
            });
        }
    }
}

impl FaultHook for CrashHook {
    fn reach(&self, point: &'static str) -> BoxFuture<'_, Result<()>> {
        self.pass(point);
        Box::pin(async move {
            if self.phase() != Phase::Struck {
                return Ok(());
            }
            if self.0.strike.as_ref().is_some_and(|strike| strike.freezes) {
                self.wait(|phase| phase == Phase::Released).await;
                return Ok(());
            }
            Err(Error::internal("the process has crashed, as a test wants it").with("point", point))
        })
    }

    fn planted(&self, bug: Planted) -> bool {
        lock(&self.0.planted).contains(&bug)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
