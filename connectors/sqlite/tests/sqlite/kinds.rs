use crate::common::{File, open, rows};
use aqueduct_core::row::Field;
use aqueduct_core::{Column, EventTime, Row, SinkWriter, Value};
use aqueduct_sqlite::SqliteSink;

/// A column of each type, which may be NULL.
#[derive(Clone, Debug, Default)]
struct Kinds {
    id: i64,
    bool: Option<bool>,
    uint: Option<u64>,
    float: Option<f64>,
    bytes: Option<Vec<u8>>,
    time: Option<EventTime>,
}

impl Row for Kinds {
    fn columns() -> Vec<Column> {
        vec![
            Column::of::<i64>("id"),
            Column::of::<Option<bool>>("bool"),
            Column::of::<Option<u64>>("uint"),
            Column::of::<Option<f64>>("float"),
            Column::of::<Option<Vec<u8>>>("bytes"),
            Column::of::<Option<EventTime>>("time"),
        ]
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        let Self { id, bool, uint, float, bytes, time } = self;
        into.extend([id.value(), bool.value(), uint.value(), float.value(), bytes.value(), time.value()]);
    }
}

type Stored = (i64, Option<bool>, Option<i64>, Option<f64>, Option<Vec<u8>>, Option<String>);

#[tokio::test]
async fn every_type_is_stored_as_it_is_or_refused() {
    let file = File::new();
    let sink = SqliteSink::builder(file.path(), "t").upsert_on(["id"]).create_table(true).build().unwrap();
    let mut writer = open(&sink, 1).await;
    let full = Kinds {
        id: i64::MIN,
        bool: Some(true),
        uint: Some(i64::MAX as u64),
        float: Some(f64::NEG_INFINITY),
        bytes: Some(vec![0, 255]),
        time: Some(EventTime::from_micros(-1)),
    };
    let mut given = rows([
        full.clone(),
        Kinds::default(),
        Kinds { id: 1, uint: Some(u64::MAX), ..full.clone() },
        Kinds { id: 2, float: Some(f64::NAN), ..full.clone() },
        Kinds { id: 3, time: Some(EventTime::MAX), ..full },
    ]);
    let refused = writer.write(&mut given).await.unwrap();
    let refused: Vec<_> = refused.iter().map(|row| (row.nth, row.reason.context("column"))).collect();
    assert_eq!(refused, [(Some(2), Some("uint")), (Some(3), Some("float")), (Some(4), Some("time"))]);
    let there: Vec<Stored> = file.all("SELECT * FROM t ORDER BY id").await;
    let time = "1969-12-31T23:59:59.999999Z".to_owned();
    let full =
        (i64::MIN, Some(true), Some(i64::MAX), Some(f64::NEG_INFINITY), Some(vec![0, 255]), Some(time));
    assert_eq!(there, [full, (0, None, None, None, None, None)]);
}

#[tokio::test]
async fn times_go_into_integer_columns_as_microseconds() {
    let file = File::new();
    file.run("CREATE TABLE t (id INTEGER, bool ANY, uint ANY, float ANY, bytes ANY, time BIGINT)").await;
    let mut writer = open(&SqliteSink::builder(file.path(), "t").append().build().unwrap(), 1).await;
    let kinds = |time| Kinds { time: Some(time), ..Kinds::default() };
    let refused = writer.write(&mut rows([kinds(EventTime::MIN), kinds(EventTime::MAX)])).await.unwrap();
    assert!(refused.is_empty());
    assert_eq!(file.all::<(i64,)>("SELECT time FROM t").await, [(i64::MIN,), (i64::MAX,)]);
}
