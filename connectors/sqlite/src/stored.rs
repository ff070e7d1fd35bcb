use aqueduct_core::{ColumnType, EventTime, Value};
use std::borrow::Cow;

/// How the values of one column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// As they are.
    Plain,
    /// Times as microseconds since 1970.
    Micros,
    /// Times as text.
    Iso,
}

/// What columns of each type may be called, for errors.
pub(crate) fn fits(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Bool | ColumnType::Int | ColumnType::UInt => "INTEGER",
        ColumnType::Float => "REAL",
        ColumnType::Text => "TEXT",
        ColumnType::Bytes => "BLOB",
        ColumnType::Time => "TEXT, DATETIME, TIMESTAMP or INTEGER",
        _ => "nothing",
    }
}

/// The type of a new column.
pub(crate) fn new_column(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Bool | ColumnType::Int | ColumnType::UInt => "INTEGER",
        ColumnType::Float => "REAL",
        ColumnType::Bytes => "BLOB",
        _ => "TEXT",
    }
}

/// How values of `ty` go into a column that was declared as `declared`; `None` if they would be changed
/// on the way.
///
/// SQLite converts what it is given to the affinity of the column, which it takes from words within the
/// declared type, in this order.
pub(crate) fn stored(ty: ColumnType, declared: &str) -> Option<Stored> {
    let declared = declared.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    let kept = |types: &[ColumnType]| types.contains(&ty).then_some(Stored::Plain);
    if has(&["INT"]) {
        return match ty {
            ColumnType::Time => Some(Stored::Micros),
            _ => kept(&[ColumnType::Bool, ColumnType::Int, ColumnType::UInt]),
        };
    }
    if has(&["CHAR", "CLOB", "TEXT"]) {
        return if ty == ColumnType::Time { Some(Stored::Iso) } else { kept(&[ColumnType::Text]) };
    }
    if has(&["BLOB"]) {
        return kept(&[ColumnType::Bytes]);
    }
    if declared.is_empty() || declared == "ANY" {
        return Some(if ty == ColumnType::Time { Stored::Iso } else { Stored::Plain });
    }
    if has(&["REAL", "FLOA", "DOUB"]) {
        return kept(&[ColumnType::Float]);
    }
    // Numbers that need not be whole.
    match ty {
        ColumnType::Time if has(&["DATE", "TIME"]) => Some(Stored::Iso),
        ColumnType::Time => None,
        _ => kept(&[ColumnType::Bool, ColumnType::Int, ColumnType::UInt, ColumnType::Float]),
    }
}

/// Whether SQLite can hold the value. `mend`: a time out of range becomes the nearest.
pub(crate) fn admit(stored: Stored, mend: bool, value: &mut Value<'_>) -> Result<(), Cow<'static, str>> {
    match value {
        Value::UInt(number) if i64::try_from(*number).is_err() => {
            Err("the number is larger than 9223372036854775807".into())
        }
        // It would become NULL.
        Value::Float(number) if number.is_nan() => Err("SQLite cannot store NaN".into()),
        Value::Time(at) if stored == Stored::Iso && !(FIRST..=LAST).contains(&at.micros()) => {
            if !mend {
                return Err("the time is outside of the years 0 to 9999".into());
            }
            *at = EventTime::from_micros(at.micros().clamp(FIRST, LAST));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// 0000-01-01T00:00:00Z.
const FIRST: i64 = -62_167_219_200_000_000;
/// The last microsecond before the calendar of core ends, on 9999-12-30; what is a day later has five
/// digits in some zone.
const LAST: i64 = 253_402_207_199_999_999;

/// The time in RFC 3339 with six digits of a second, so that text order is the order of time.
pub(crate) fn iso(at: EventTime) -> String {
    let text = at.to_string();
    let text = text.trim_end_matches('Z');
    let (seconds, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{seconds}.{part:0<6}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_only_where_they_stay_what_they_are() {
        use ColumnType::{Bool, Bytes, Float, Int, Text, Time, UInt};
        let all = [Bool, Int, UInt, Float, Text, Bytes, Time];
        let taken =
            |declared: &str| all.into_iter().filter(|ty| stored(*ty, declared).is_some()).collect::<Vec<_>>();
        assert_eq!(taken("BIGINT"), [Bool, Int, UInt, Time]);
        assert_eq!(taken("varchar(20)"), [Text, Time]);
        assert_eq!(taken("BLOB"), [Bytes]);
        assert_eq!(taken("DOUBLE PRECISION"), [Float]);
        assert_eq!(taken("DECIMAL(10,2)"), [Bool, Int, UInt, Float]);
        assert_eq!(taken("datetime"), [Bool, Int, UInt, Float, Time]);
        assert_eq!(taken(""), all);
        for ty in all {
            assert!(stored(ty, new_column(ty)).is_some(), "{ty:?}");
        }
    }

    #[test]
    fn times_are_text_of_one_width() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_500_000, "1970-01-01T00:00:01.500000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (FIRST, "0000-01-01T00:00:00.000000Z"),
            (LAST, "9999-12-30T21:59:59.999999Z"),
        ] {
            assert_eq!(iso(EventTime::from_micros(micros)), text);
        }
    }

    #[test]
    fn what_sqlite_cannot_hold_is_refused_or_mended() {
        for mut value in [Value::Float(f64::NAN), Value::UInt(u64::MAX), Value::Time(EventTime::MAX)] {
            assert!(admit(Stored::Iso, false, &mut value).is_err(), "{value}");
        }
        let mut time = Value::Time(EventTime::MIN);
        admit(Stored::Iso, true, &mut time).unwrap();
        assert_eq!(time, Value::Time(EventTime::from_micros(FIRST)));
        let mut time = Value::Time(EventTime::MIN);
        admit(Stored::Micros, false, &mut time).unwrap();
        assert_eq!(time, Value::Time(EventTime::MIN));
        for value in [Value::Float(f64::INFINITY), Value::Int(i64::MIN), Value::Text("a\0b".into())] {
            admit(Stored::Plain, false, &mut value.clone()).unwrap();
        }
    }
}
