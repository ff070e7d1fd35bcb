use crate::common::{Table, open, rows, write};
use aqueduct_core::row::Field;
use aqueduct_core::{Column, DeadLetter, EventTime, Row, SinkWriter, Value};
use aqueduct_postgres::PostgresSink;

/// A column of each type, which may be NULL.
#[derive(Clone, Debug, Default)]
struct Kinds {
    id: i64,
    flag: Option<bool>,
    count: Option<u64>,
    size: Option<f64>,
    name: Option<String>,
    raw: Option<Vec<u8>>,
    at: Option<EventTime>,
}

impl Row for Kinds {
    fn columns() -> Vec<Column> {
        vec![
            Column::of::<i64>("id"),
            Column::of::<Option<bool>>("flag"),
            Column::of::<Option<u64>>("count"),
            Column::of::<Option<f64>>("size"),
            Column::of::<Option<String>>("name"),
            Column::of::<Option<Vec<u8>>>("raw"),
            Column::of::<Option<EventTime>>("at"),
        ]
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        let Self { id, flag, count, size, name, raw, at } = self;
        into.extend([id.value(), flag.value(), count.value(), size.value(), name.value()]);
        into.extend([raw.value(), at.value()]);
    }
}

fn full() -> Kinds {
    Kinds {
        id: i64::MIN,
        flag: Some(true),
        count: Some(i64::MAX as u64),
        size: Some(-0.1),
        name: Some("é🦀".into()),
        raw: Some(vec![0, 255]),
        at: Some(EventTime::from_micros(-1)),
    }
}

/// Writes rows and answers with the columns of those that were refused.
async fn refused(table: &Table, create: bool, values: Vec<Kinds>) -> Vec<(usize, String)> {
    let sink = PostgresSink::builder(table.url(), table.name.as_str()).upsert_on(["id"]).create_table(create);
    let mut writer = open(&sink.build().unwrap(), 1).await;
    let refused = writer.write(&mut rows(values)).await.unwrap();
    let shown = |row: &aqueduct_core::Refused<Kinds>| {
        let reason = &row.reason;
        (row.nth.unwrap(), reason.context("column").or(reason.context("sqlstate")).unwrap().to_owned())
    };
    refused.iter().map(shown).collect()
}

type Stored = (i64, Option<bool>, Option<i64>, Option<f64>, Option<String>, Option<Vec<u8>>, Option<i64>);

#[tokio::test]
async fn every_type_is_stored_as_it_is_or_refused() {
    let Some(table) = Table::none().await else { return };
    let values = vec![
        full(),
        Kinds::default(),
        Kinds { id: 1, count: Some(u64::MAX), ..full() },
        Kinds { id: 2, at: Some(EventTime::MIN), ..full() },
        Kinds { id: 3, name: Some("a\0b".into()), ..full() },
    ];
    let wanted = [(2, "count"), (3, "at"), (4, "name")].map(|(nth, column)| (nth, column.to_owned()));
    assert_eq!(refused(&table, true, values).await, wanted);
    let micros = "(extract(epoch FROM at) * 1000000)::bigint";
    let there: Vec<Stored> =
        table.all(&format!("SELECT id, flag, count, size, name, raw, {micros} FROM $t ORDER BY id")).await;
    let Kinds { id, flag, size, name, raw, .. } = full();
    assert_eq!(
        there,
        [(id, flag, Some(i64::MAX), size, name, raw, Some(-1)), (0, None, None, None, None, None, None)]
    );
}

#[tokio::test]
async fn extremes_are_stored_as_they_are() {
    let Some(table) = Table::none().await else { return };
    let sizes = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, f64::MAX];
    let mut values: Vec<_> =
        (1..).zip(sizes).map(|(id, size)| Kinds { id, size: Some(size), ..full() }).collect();
    // Year 10000, the last microsecond there is, the first day that PostgreSQL has.
    let times = [253_402_300_800_000_000, i64::MAX, -210_866_803_200_000_000];
    values.extend((6..).zip(times).map(|(id, at)| Kinds {
        id,
        at: Some(EventTime::from_micros(at)),
        ..full()
    }));
    values.push(Kinds { id: 9, raw: Some(vec![7; 1 << 20]), name: Some("'\";--\\".into()), ..full() });
    assert_eq!(refused(&table, true, values).await, []);
    let there: Vec<(f64,)> = table.all("SELECT size FROM $t WHERE id < 6 ORDER BY id").await;
    let bits = |size: f64| size.to_bits();
    assert!(there[0].0.is_nan());
    assert_eq!(
        there[1..].iter().map(|row| bits(row.0)).collect::<Vec<_>>(),
        sizes[1..].iter().map(|s| bits(*s)).collect::<Vec<_>>()
    );
    let there: Vec<(String,)> = table
        .all("SELECT to_char(at, 'YYYY-MM-DD HH24:MI:SS.US BC') FROM $t WHERE id IN (6, 7, 8) ORDER BY id")
        .await;
    let wanted = [
        "10000-01-01 00:00:00.000000 AD",
        "294247-01-10 04:00:54.775807 AD",
        "4714-11-24 00:00:00.000000 BC",
    ];
    assert_eq!(there, wanted.map(|text| (text.to_owned(),)));
    assert_eq!(
        table.all::<(String, i32)>("SELECT name, length(raw) FROM $t WHERE id = 9").await,
        [("'\";--\\".to_owned(), 1 << 20)]
    );
}

#[tokio::test]
async fn columns_of_other_types_take_what_fits_and_refuse_the_row_that_does_not() {
    let columns = "id int PRIMARY KEY, flag boolean, count numeric(20), size numeric(6, 2), name varchar(3), \
                   raw bytea, at timestamp";
    let Some(table) = Table::of(columns).await else { return };
    let most = Kinds { id: 1, count: Some(u64::MAX), size: Some(0.125), name: Some("abc".into()), ..full() };
    let values = vec![
        most.clone(),
        Kinds { id: i64::from(i32::MAX) + 1, ..most.clone() },
        Kinds { id: 2, size: Some(1e9), ..most.clone() },
        Kinds { id: 3, name: Some("abcd".into()), ..most.clone() },
        Kinds { id: 4, size: Some(f64::INFINITY), ..most.clone() },
        Kinds { id: 5, ..most },
    ];
    let wanted = [(1, "22003"), (2, "22003"), (3, "22001"), (4, "22003")];
    assert_eq!(refused(&table, false, values).await, wanted.map(|(nth, state)| (nth, state.to_owned())));
    let there: Vec<(i32, String, String, String)> =
        table.all("SELECT id, count::text, size::text, at::text FROM $t ORDER BY id").await;
    let stored = |id| (id, u64::MAX.to_string(), "0.13".to_owned(), "1969-12-31 23:59:59.999999".to_owned());
    assert_eq!(there, [stored(1), stored(5)]);
}

#[derive(Debug)]
struct Texts([&'static str; 6]);

impl Row for Texts {
    fn columns() -> Vec<Column> {
        ["uuid", "json", "amount", "day", "mood", "address"].map(Column::of::<String>).into()
    }

    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
        into.extend(self.0.iter().map(|text| Value::Text((*text).into())));
    }
}

#[tokio::test]
async fn text_goes_into_types_that_are_written_as_text() {
    let Some(table) = Table::none().await else { return };
    table
        .run(
            "CREATE TYPE \"m\"\"ood $t\" AS ENUM ('sad', 'ok');
             CREATE TABLE $t (uuid uuid, json jsonb, amount numeric(8, 2), day date, mood \"m\"\"ood $t\", address inet)",
        )
        .await;
    let sink = PostgresSink::builder(table.url(), table.name.as_str()).append().build().unwrap();
    let mut writer = open(&sink, 1).await;
    let good =
        ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{\"a\": 1}", "12.05", "2026-02-28", "ok", "10.0.0.1"];
    let with = |at: usize, text| {
        let mut other = good;
        other[at] = text;
        Texts(other)
    };
    let bad =
        [with(0, "no"), with(1, "{"), with(2, "x"), with(3, "2026-02-30"), with(4, "fine"), with(5, "h")];
    let mut given = vec![Texts(good)];
    given.extend(bad);
    let refused = writer.write(&mut rows(given)).await.unwrap();
    assert_eq!(refused.iter().map(|row| row.nth).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6].map(Some));
    let there: Vec<(String, String)> = table.all("SELECT $t::text, json->>'a' FROM $t").await;
    assert_eq!(there.len(), 1);
    assert!(there[0].0.contains("12.05") && there[0].0.contains("ok") && there[0].1 == "1", "{there:?}");
}

#[tokio::test]
async fn dead_letters_are_mended_where_postgresql_cannot_hold_them() {
    let Some(table) = Table::none().await else { return };
    let sink = PostgresSink::builder(table.url(), table.name.as_str()).dead_letters().create_table(true);
    let mut writer = open(&sink.build().unwrap(), 1).await;
    let letter = |message: &str| DeadLetter {
        pipeline: "p".into(),
        stage: "s".into(),
        coordinates: "key a\0b".into(),
        message: message.into(),
        event_time: Some(EventTime::MIN),
        headers: vec![("h\0".into(), vec![0])],
        payload: vec![0, 255],
        ..DeadLetter::default()
    };
    write(&mut writer, vec![letter("first")]).await;
    write(&mut writer, vec![letter("second")]).await;
    let there: Vec<(String, String, String, String, Vec<u8>)> =
        table.all("SELECT coordinates, message, event_time::text, headers, payload FROM $t").await;
    let texts = ["key a␀b", "second", "-infinity", "[[\"h\\u0000\",\"\\u0000\"]]"].map(str::to_owned);
    let [coordinates, message, time, headers] = texts;
    assert_eq!(there, [(coordinates, message, time, headers, vec![0, 255])]);
}
