use crate::measure::Measured;
use crate::workload::Workload;
use aqueduct_core::{Error, Result};
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// Above the rows.
pub(crate) const TITLES: &str =
    "workload          ours ns/record  floor ns/record   ratio  reach                  met";

/// What is said of one workload.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    name: &'static str,
    ours_ns: f64,
    floor_ns: f64,
    ratio: f64,
    reach: String,
    ok: bool,
}

impl Row {
    pub(crate) fn new(name: &'static str, workload: &dyn Workload, measured: Measured) -> Self {
        Self {
            name,
            ours_ns: rounded(measured.ours),
            floor_ns: rounded(measured.floor),
            ratio: rounded(measured.floor / measured.ours),
            reach: workload.reach().to_string(),
            ok: workload.reach().is_met(measured),
        }
    }
}

/// To three places: what comes behind is noise.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, ours_ns, floor_ns, ratio, reach, ok } = self;
        let met = if *ok { "yes" } else { "NO" };
        write!(f, "{name:<16} {ours_ns:>15.2} {floor_ns:>16.2} {ratio:>7.2}  {reach:<21}  {met}")
    }
}

/// Writes the rows as `bench.json` into the target folder, and says where.
///
/// # Errors
/// `Internal` if the file cannot be written.
pub(crate) fn write(rows: &[Row]) -> Result<PathBuf> {
    let folder = target();
    let path = folder.join("bench.json");
    let failed = |e| Error::internal("the results cannot be written").with("path", path.display()).because(e);
    let json = serde_json::to_string_pretty(rows).map_err(|e| failed(e.into()))?;
    std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, json + "\n")).map_err(failed)?;
    Ok(path)
}

/// `CARGO_TARGET_DIR`, or `target` in the workspace.
fn target() -> PathBuf {
    let given = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
}
