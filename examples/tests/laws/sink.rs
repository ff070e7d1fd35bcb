use crate::custom_sink::FilePerKey;
use aqueduct::connector::Delivery;
use aqueduct_testkit::{Sample, SinkCapabilities, SinkHarness};
use serde::Serialize;
use std::fs::{read, read_dir};
use tempfile::TempDir;

/// The sink writes what it is given as it is: a key that is text, and the sample.
#[derive(Debug, Serialize)]
struct Keyed {
    key: String,
    sample: Sample,
}

struct Files(TempDir);

impl SinkHarness for Files {
    type Row = Keyed;
    type Sink = FilePerKey<Keyed>;

    fn delivery() -> Delivery {
        Delivery::Upsert
    }

    fn capabilities() -> SinkCapabilities {
        // Each file waits for the disk.
        SinkCapabilities { refuses: true, large_batch: 500, ..SinkCapabilities::default() }
    }

    async fn provision() -> Option<Self> {
        Some(Self(tempfile::tempdir().unwrap()))
    }

    fn sink(&self) -> FilePerKey<Keyed> {
        FilePerKey { folder: self.0.path().join("rows"), key: |row: &Keyed| row.key.clone() }
    }

    fn row(sample: Sample) -> Keyed {
        Keyed { key: sample.id.to_string(), sample }
    }

    fn sample(row: &Keyed) -> Sample {
        row.sample.clone()
    }

    async fn rows(&self) -> Vec<Sample> {
        let files = read_dir(self.0.path().join("rows")).unwrap().map(|file| file.unwrap().path());
        let rows = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
        let sample = |path| {
            let row: serde_json::Value = serde_json::from_slice(&read(path).unwrap()).unwrap();
            serde_json::from_value(row["sample"].clone()).unwrap()
        };
        rows.map(sample).collect()
    }

    async fn leftovers(&self) -> Vec<String> {
        let files = read_dir(self.0.path().join("rows")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with('.')).collect()
    }

    fn unreachable(&self) -> Option<FilePerKey<Keyed>> {
        // A file stands where the folder should be.
        let path = self.0.path().join("no-folder");
        std::fs::write(&path, b"").unwrap();
        Some(FilePerKey { folder: path, key: |row: &Keyed| row.key.clone() })
    }

    fn bad_row(&self, id: i64) -> Keyed {
        Keyed { key: "k".repeat(300), sample: Sample::new(id, "bad") }
    }
}

aqueduct_testkit::sink_conformance!(Files);
