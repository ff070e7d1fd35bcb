use crate::common::File;
use aqueduct_core::Delivery;
use aqueduct_sqlite::{Append, SqliteSink, Upsert};
use aqueduct_testkit::{Sample, SinkCapabilities, SinkHarness};

const CAPABILITIES: fn() -> SinkCapabilities =
    || SinkCapabilities { refuses: true, ..SinkCapabilities::default() };

async fn provision(key: &str) -> File {
    let file = File::new();
    let text = "text TEXT NOT NULL CHECK (text <> 'bad')";
    file.run(&format!("CREATE TABLE \"odd \"\" name;--\" (id INTEGER NOT NULL {key}, {text})")).await;
    file
}

async fn all(file: &File) -> Vec<Sample> {
    let rows: Vec<(i64, String)> = file.all("SELECT id, text FROM \"odd \"\" name;--\"").await;
    rows.into_iter().map(|(id, text)| Sample { id, text }).collect()
}

/// What both harnesses have in common.
macro_rules! harness {
    ($sink:ty) => {
        type Row = Sample;
        type Sink = $sink;

        fn capabilities() -> SinkCapabilities {
            CAPABILITIES()
        }

        fn row(sample: Sample) -> Sample {
            sample
        }

        fn sample(row: &Sample) -> Sample {
            row.clone()
        }

        async fn rows(&self) -> Vec<Sample> {
            all(&self.0).await
        }

        fn bad_row(&self, id: i64) -> Sample {
            Sample::new(id, "bad")
        }
    };
}

struct Upserting(File);

impl SinkHarness for Upserting {
    harness!(SqliteSink<Sample, Upsert>);

    fn delivery() -> Delivery {
        Delivery::Upsert
    }

    async fn provision() -> Option<Self> {
        Some(Self(provision("PRIMARY KEY").await))
    }

    fn sink(&self) -> Self::Sink {
        SqliteSink::builder(self.0.path(), "odd \" name;--").upsert_on(["id"]).build().unwrap()
    }
}

struct Appending(File);

impl SinkHarness for Appending {
    harness!(SqliteSink<Sample, Append>);

    fn delivery() -> Delivery {
        Delivery::Append
    }

    async fn provision() -> Option<Self> {
        Some(Self(provision("").await))
    }

    fn sink(&self) -> Self::Sink {
        SqliteSink::builder(self.0.path(), "odd \" name;--").append().build().unwrap()
    }
}

mod upsert {
    aqueduct_testkit::sink_conformance!(super::Upserting);
}

mod append {
    aqueduct_testkit::sink_conformance!(super::Appending);
}
