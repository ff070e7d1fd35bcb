use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::util::SubscriberInitExt;

static RECORDED: OnceLock<Recorded> = OnceLock::new();

/// What this process has said since the first call of [`Recorded::get`].
pub(crate) struct Recorded {
    logs: Mutex<Vec<u8>>,
    panics: Mutex<Vec<u8>>,
    metrics: PrometheusHandle,
}

impl Recorded {
    /// Takes down everything from now on: `tracing` and `log` of all targets, panics, metrics.
    pub(crate) fn get() -> &'static Self {
        RECORDED.get_or_init(|| {
            let writing = tracing_subscriber::fmt()
                .with_max_level(LevelFilter::TRACE)
                .with_span_events(FmtSpan::FULL)
                .with_ansi(false)
                .with_writer(|| Pen);
            writing.finish().try_init().unwrap();
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                if let Some(recorded) = RECORDED.get() {
                    lock(&recorded.panics).extend(format!("{panic}\n{panic:?}\n").bytes());
                }
                before(panic);
            }));
            let metrics = PrometheusBuilder::new().install_recorder().unwrap();
            Self { logs: Mutex::default(), panics: Mutex::default(), metrics }
        })
    }

    /// How much has been said in logs.
    pub(crate) fn said(&self) -> usize {
        lock(&self.logs).len()
    }

    /// What was said in logs after so much.
    pub(crate) fn logs(&self, from: usize) -> Vec<u8> {
        lock(&self.logs)[from..].to_vec()
    }

    /// What panics said, of this test and others.
    pub(crate) fn panics(&self) -> Vec<u8> {
        lock(&self.panics).clone()
    }

    /// Names, labels and values, as they are served.
    pub(crate) fn metrics(&self) -> String {
        self.metrics.render()
    }
}

struct Pen;

impl Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(recorded) = RECORDED.get() {
            lock(&recorded.logs).extend(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lock(bytes: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    bytes.lock().unwrap_or_else(PoisonError::into_inner)
}
