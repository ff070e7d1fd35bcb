use crate::common::Table;
use aqueduct_core::{DeadLetter, Delivery};
use aqueduct_integration_tests::postgres::PASSWORD;
use aqueduct_integration_tests::proxy::Proxy;
use aqueduct_postgres::{Append, PostgresSink, PostgresSinkBuilder, Undecided, Upsert};
use aqueduct_testkit::{Sample, SinkCapabilities, SinkHarness};
use std::time::Duration;

/// A table, and the network to it.
struct Place {
    table: Table,
    proxy: Proxy,
    url: String,
}

const BAD: &str = "bad";

impl Place {
    async fn new(columns: Option<&str>) -> Option<Self> {
        let table = match columns {
            Some(columns) => Table::of(columns).await?,
            None => Table::none().await?,
        };
        let (proxy, url) = table.proxy().await;
        Some(Self { table, proxy, url })
    }

    fn builder(&self) -> PostgresSinkBuilder<Undecided> {
        let builder = PostgresSink::builder(self.url.as_str(), self.table.name.as_str());
        builder.connect_timeout(Duration::from_secs(3))
    }

    fn away(&self) -> PostgresSinkBuilder<Undecided> {
        PostgresSink::builder(format!("postgres://app:{PASSWORD}@127.0.0.1:1/x"), "t")
    }

    async fn rows(&self) -> Vec<Sample> {
        let rows = self.table.all("SELECT id, text FROM $t").await;
        rows.into_iter().map(|(id, text): (i64, String)| Sample { id, text }).collect()
    }
}

/// What all harnesses have in common.
macro_rules! harness {
    ($row:ty, $mode:ty) => {
        type Row = $row;
        type Sink = PostgresSink<$row, $mode>;

        fn capabilities() -> SinkCapabilities {
            SinkCapabilities { refuses: true, breaks: true, ..SinkCapabilities::default() }
        }

        fn secrets(&self) -> Vec<String> {
            vec![PASSWORD.to_owned()]
        }

        async fn break_writes(&self) {
            self.0.proxy.refuse();
        }

        async fn heal(&self) {
            self.0.proxy.heal();
        }
    };
}

/// What the harnesses of samples have in common.
macro_rules! samples {
    () => {
        fn row(sample: Sample) -> Sample {
            sample
        }

        fn sample(row: &Sample) -> Sample {
            row.clone()
        }

        fn bad_row(&self, id: i64) -> Sample {
            Sample::new(id, BAD)
        }

        async fn rows(&self) -> Vec<Sample> {
            self.0.rows().await
        }
    };
}

struct Upserting(Place);

impl SinkHarness for Upserting {
    harness!(Sample, Upsert);
    samples!();

    fn delivery() -> Delivery {
        Delivery::Upsert
    }

    async fn provision() -> Option<Self> {
        let columns = "id bigint PRIMARY KEY, text text NOT NULL CHECK (text <> 'bad'), version bigint";
        Place::new(Some(columns)).await.map(Self)
    }

    fn sink(&self) -> Self::Sink {
        self.0.builder().upsert_on(["id"]).version_column("version").build().unwrap()
    }

    fn unreachable(&self) -> Option<Self::Sink> {
        self.0.away().upsert_on(["id"]).build().ok()
    }
}

struct Appending(Place);

impl SinkHarness for Appending {
    harness!(Sample, Append);
    samples!();

    fn delivery() -> Delivery {
        Delivery::Append
    }

    async fn provision() -> Option<Self> {
        Place::new(Some("id bigint, text text CHECK (text <> 'bad')")).await.map(Self)
    }

    fn sink(&self) -> Self::Sink {
        self.0.builder().append().build().unwrap()
    }

    fn unreachable(&self) -> Option<Self::Sink> {
        self.0.away().append().build().ok()
    }
}

/// The payload is the text; the coordinates are the id.
struct Letters(Place);

impl SinkHarness for Letters {
    harness!(DeadLetter, Upsert);

    fn delivery() -> Delivery {
        Delivery::Upsert
    }

    async fn provision() -> Option<Self> {
        let place = Place::new(None).await?;
        let sink: Self::Sink = place.builder().dead_letters().create_table(true).build().ok()?;
        aqueduct_core::Sink::claim(&sink, &crate::common::run(1)).await.unwrap();
        place.table.run("ALTER TABLE $t ADD CHECK (payload <> 'bad')").await;
        Some(Self(place))
    }

    fn sink(&self) -> Self::Sink {
        self.0.builder().dead_letters().build().unwrap()
    }

    fn row(sample: Sample) -> DeadLetter {
        DeadLetter {
            pipeline: "p".into(),
            stage: "s".into(),
            coordinates: sample.id.to_string(),
            payload: sample.text.into_bytes(),
            ..DeadLetter::default()
        }
    }

    fn sample(row: &DeadLetter) -> Sample {
        let text = String::from_utf8(row.payload.clone()).unwrap();
        Sample::new(row.coordinates.parse().unwrap(), text)
    }

    fn bad_row(&self, id: i64) -> DeadLetter {
        Self::row(Sample::new(id, BAD))
    }

    async fn rows(&self) -> Vec<Sample> {
        let rows: Vec<(String, Vec<u8>)> = self.0.table.all("SELECT coordinates, payload FROM $t").await;
        let sample = |(id, text): (String, Vec<u8>)| (id.parse().unwrap(), String::from_utf8(text).unwrap());
        rows.into_iter().map(sample).map(|(id, text): (i64, _)| Sample { id, text }).collect()
    }

    fn unreachable(&self) -> Option<Self::Sink> {
        self.0.away().dead_letters().build().ok()
    }
}

mod upsert {
    aqueduct_testkit::sink_conformance!(super::Upserting);
}

mod append {
    aqueduct_testkit::sink_conformance!(super::Appending);
}

mod dead_letters {
    aqueduct_testkit::sink_conformance!(super::Letters);
}
