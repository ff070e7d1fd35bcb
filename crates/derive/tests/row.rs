//! What `#[derive(Row)]` makes of structs.

use aqueduct_core::row::{Column, ColumnType, Field, Value};
use aqueduct_core::{EventTime, Row as RowTrait};
use aqueduct_derive::Row;
use std::marker::PhantomData;

// Stands in for the facade, where the derive looks unless it is told otherwise.
extern crate aqueduct_core as aqueduct;

fn names<R: RowTrait>() -> Vec<String> {
    R::columns().into_iter().map(|column| column.name).collect()
}

/// The values, after a check that there is one per column, of the column's type.
fn values<R: RowTrait>(row: &R) -> Vec<Value<'_>> {
    let mut values = Vec::new();
    row.values(&mut values);
    assert_eq!(values.len(), R::columns().len());
    values
}

#[derive(Row)]
#[row(crate = "aqueduct_core")]
struct Top {
    window_start: EventTime,
    rank: u32,
    path: String,
    views: Option<u64>,
}

#[test]
fn a_struct_is_a_row_of_its_fields() {
    let column = |name: &str, ty, nullable| Column { name: name.into(), ty, nullable };
    assert_eq!(
        Top::columns(),
        [
            column("window_start", ColumnType::Time, false),
            column("rank", ColumnType::UInt, false),
            column("path", ColumnType::Text, false),
            column("views", ColumnType::UInt, true),
        ]
    );
    let top = Top { window_start: EventTime::MIN, rank: 1, path: "/".into(), views: None };
    assert_eq!(
        values(&top),
        [Value::Time(EventTime::MIN), Value::UInt(1), Value::Text("/".into()), Value::Null]
    );
}

#[test]
fn values_are_appended_to_what_is_there() {
    let top = Top { window_start: EventTime::MIN, rank: 1, path: "/".into(), views: None };
    let mut values = vec![Value::Bool(true)];
    top.values(&mut values);
    top.values(&mut values);
    assert_eq!((values.len(), &values[0]), (9, &Value::Bool(true)));
}

#[test]
fn without_a_path_the_facade_is_asked() {
    #[derive(Row)]
    struct Plain {
        r#type: u8,
    }
    assert_eq!(names::<Plain>(), ["type"]);
    assert_eq!(values(&Plain { r#type: 1 }), [Value::UInt(1)]);
}

#[test]
fn fields_are_renamed_and_skipped() {
    #[derive(Row)]
    #[row(rename_all = "camelCase")]
    struct Renamed {
        first_name: &'static str,
        #[row(rename = "Last Name")]
        last_name: &'static str,
        #[row(skip)]
        _not_a_column: PhantomData<fn()>,
        r#type: u8,
    }
    let row = Renamed { first_name: "Ada", last_name: "L", _not_a_column: PhantomData, r#type: 1 };
    assert_eq!(names::<Renamed>(), ["firstName", "Last Name", "type"]);
    assert_eq!(values(&row), [Value::Text("Ada".into()), Value::Text("L".into()), Value::UInt(1)]);
}

#[test]
fn nested_rows_are_flattened_in_place() {
    #[derive(Row)]
    struct Point {
        x: f64,
        y: f64,
    }
    #[derive(Row)]
    struct Line {
        id: u8,
        #[row(flatten)]
        start: Point,
        #[row(flatten, prefix = "end_")]
        end: Box<Point>,
        width: i8,
    }
    assert_eq!(names::<Line>(), ["id", "x", "y", "end_x", "end_y", "width"]);
    let end = Box::new(Point { x: 2.0, y: 3.0 });
    let line = Line { id: 7, start: Point { x: 0.0, y: 1.0 }, end, width: -1 };
    let floats = [0.0, 1.0, 2.0, 3.0].map(Value::Float);
    let mut wanted = vec![Value::UInt(7)];
    wanted.extend(floats);
    wanted.push(Value::Int(-1));
    assert_eq!(values(&line), wanted);
}

#[test]
fn lifetimes_types_and_sizes_may_be_generic() {
    #[derive(Row)]
    struct Keyed<'a, K: Copy, I: Iterator, R, U, const N: usize>
    where
        I::Item: Sized,
    {
        key: K,
        first: Option<I::Item>,
        #[row(flatten)]
        rest: R,
        name: &'a str,
        hash: [u8; N],
        #[row(skip)]
        _unbounded: PhantomData<U>,
    }
    struct NoField;
    #[derive(Row)]
    struct One {
        one: u8,
    }

    let name = String::from("n");
    let row = Keyed::<_, std::vec::IntoIter<bool>, _, NoField, 2> {
        key: 'k',
        first: None,
        rest: One { one: 1 },
        name: &name,
        hash: [1, 2],
        _unbounded: PhantomData,
    };
    let wanted = [
        Value::Text("k".into()),
        Value::Null,
        Value::UInt(1),
        Value::Text("n".into()),
        Value::Bytes(&[1, 2]),
    ];
    assert_eq!(values(&row), wanted);
    type Any<'a> = Keyed<'a, u8, std::vec::IntoIter<u8>, One, NoField, 1>;
    assert_eq!(names::<Any<'_>>(), ["key", "first", "one", "name", "hash"]);
}

#[test]
fn types_of_the_user_fit_by_implementing_field() {
    struct Euros(i64);
    impl Field for Euros {
        const TYPE: ColumnType = ColumnType::Int;

        fn value(&self) -> Value<'_> {
            Value::Int(self.0)
        }
    }
    #[derive(Row)]
    struct Bill {
        total: Option<Euros>,
    }
    assert_eq!(values(&Bill { total: Some(Euros(3)) }), [Value::Int(3)]);
    assert!(Bill::columns()[0].nullable);
}

#[test]
fn structs_may_be_made_by_macros() {
    macro_rules! triple {
        ($name:ident, $field:ident, $one:ident, $ty:ty, $column:literal) => {
            #[derive(Row)]
            struct $name {
                $field: $one,
                #[row(rename = $column)]
                second: $ty,
                third: Option<String>,
            }
        };
    }
    triple!(Triple, first, u8, Vec<u8>, "2nd");
    let triple = Triple { first: 1, second: vec![2], third: None };
    assert_eq!(names::<Triple>(), ["first", "2nd", "third"]);
    let wanted = [Value::UInt(1), Value::Bytes(&[2]), Value::Null];
    assert_eq!(values(&triple), wanted);
}

/// Names of the standard library mean something else here; nothing below may use them.
mod with_names_taken {
    #![expect(dead_code, reason = "only their names matter")]

    struct Vec;
    struct String;
    struct Option;
    trait Row {}
    trait Field {}
    mod std {}

    #[derive(aqueduct_derive::Row)]
    pub(super) struct Taken<'row> {
        pub(super) columns: &'row str,
        pub(super) into: u8,
    }
}

#[test]
fn the_generated_code_minds_nobodys_names() {
    let row = with_names_taken::Taken { columns: "c", into: 1 };
    assert_eq!(names::<with_names_taken::Taken<'_>>(), ["columns", "into"]);
    assert_eq!(values(&row), [Value::Text("c".into()), Value::UInt(1)]);
}
