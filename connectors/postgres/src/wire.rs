use aqueduct_core::{ColumnType, EventTime, Value};
use std::borrow::Cow;

/// How the values of one column travel: as this type of PostgreSQL, in its binary form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Bool,
    Int8,
    Float8,
    Text,
    /// A float as the shortest text that means it.
    FloatText,
    Bytea,
    Timestamptz,
    /// Whole numbers only.
    Numeric,
}

/// A type as the server's catalogue has it; of a domain what is under it.
#[derive(Clone, Debug)]
pub(crate) struct PgType {
    pub(crate) name: String,
    /// As it is written in a cast.
    pub(crate) cast: String,
    /// Whether it came with the server.
    pub(crate) builtin: bool,
    pub(crate) is_enum: bool,
    /// Whether the server groups it with the string types.
    pub(crate) is_string: bool,
}

/// What columns of each type may be, for errors.
pub(crate) fn fits(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Bool => "boolean",
        ColumnType::Int | ColumnType::UInt => "smallint, integer, bigint, numeric",
        ColumnType::Float => "real, double precision, numeric",
        ColumnType::Text => {
            "text, varchar, char, uuid, json, jsonb, numeric, date, time, enums and their like"
        }
        ColumnType::Bytes => "bytea",
        ColumnType::Time => "timestamp with time zone, timestamp",
        _ => "nothing",
    }
}

/// The type of a new column.
pub(crate) fn new_column(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Bool => "boolean",
        ColumnType::Int | ColumnType::UInt => "bigint",
        ColumnType::Float => "double precision",
        ColumnType::Bytes => "bytea",
        ColumnType::Time => "timestamp with time zone",
        _ => "text",
    }
}

/// How values of `ty` travel to a column of `to`, and the cast that they need where they do not become
/// it by being assigned; `None` if they would be changed on the way or are something else.
pub(crate) fn wire(ty: ColumnType, to: &PgType) -> Option<(Wire, Option<String>)> {
    let name = if to.builtin { to.name.as_str() } else { "" };
    let assigned = |wire| Some((wire, None));
    let cast = |wire| Some((wire, Some(to.cast.clone())));
    match (ty, name) {
        (ColumnType::Bool, "bool") => assigned(Wire::Bool),
        (ColumnType::Int | ColumnType::UInt, "int2" | "int4" | "int8") => assigned(Wire::Int8),
        (ColumnType::Int, "numeric") => assigned(Wire::Int8),
        (ColumnType::UInt, "numeric") => assigned(Wire::Numeric),
        (ColumnType::Float, "float4" | "float8") => assigned(Wire::Float8),
        (ColumnType::Float, "numeric") => cast(Wire::FloatText),
        // A cast would cut what is too long; an assignment refuses it.
        (ColumnType::Text, "text" | "varchar" | "bpchar") => assigned(Wire::Text),
        (
            ColumnType::Text,
            "uuid" | "json" | "jsonb" | "xml" | "numeric" | "date" | "time" | "timetz" | "interval" | "inet"
            | "cidr" | "macaddr" | "macaddr8",
        ) => cast(Wire::Text),
        (ColumnType::Text, "") if to.is_enum || to.is_string => cast(Wire::Text),
        (ColumnType::Bytes, "bytea") => assigned(Wire::Bytea),
        // The session's zone is UTC.
        (ColumnType::Time, "timestamptz" | "timestamp") => assigned(Wire::Timestamptz),
        _ => None,
    }
}

impl Wire {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Float8 => "float8",
            Self::Text | Self::FloatText => "text",
            Self::Bytea => "bytea",
            Self::Timestamptz => "timestamptz",
            Self::Numeric => "numeric",
        }
    }

    /// The numbers of the type and of arrays of it, the same on every server.
    pub(crate) fn oids(self) -> (u32, u32) {
        match self {
            Self::Bool => (16, 1000),
            Self::Int8 => (20, 1016),
            Self::Float8 => (701, 1022),
            Self::Text | Self::FloatText => (25, 1009),
            Self::Bytea => (17, 1001),
            Self::Timestamptz => (1184, 1185),
            Self::Numeric => (1700, 1231),
        }
    }

    /// Whether PostgreSQL can hold the value. `mend`: it is changed so that it can.
    pub(crate) fn admit(self, mend: bool, value: &mut Value<'_>) -> Result<(), Cow<'static, str>> {
        match value {
            Value::Text(text) if text.as_bytes().contains(&0) => {
                if !mend {
                    return Err("PostgreSQL cannot store a NUL character in a text".into());
                }
                *text = Cow::Owned(text.replace('\0', "␀"));
            }
            Value::UInt(number) if self == Self::Int8 && i64::try_from(*number).is_err() => {
                return Err("the number is larger than 9223372036854775807".into());
            }
            Value::Time(at) if since_2000(*at).is_none() && !mend => {
                return Err("the time is before 4714 BC, where PostgreSQL's begin".into());
            }
            _ => {}
        }
        Ok(())
    }

    /// Appends the value in binary form. NULL is the caller's.
    pub(crate) fn write(self, value: &Value<'_>, into: &mut Vec<u8>) {
        match value {
            Value::Bool(value) => into.push(u8::from(*value)),
            Value::Int(value) => into.extend(value.to_be_bytes()),
            Value::UInt(value) if self == Self::Numeric => numeric(*value, into),
            Value::UInt(value) => into.extend(value.to_be_bytes()),
            Value::Float(value) if self == Self::FloatText => into.extend(float_text(*value).bytes()),
            Value::Float(value) => into.extend(value.to_be_bytes()),
            Value::Text(text) => into.extend_from_slice(text.as_bytes()),
            Value::Bytes(bytes) => into.extend_from_slice(bytes),
            // i64::MIN is -infinity.
            Value::Time(at) => into.extend(since_2000(*at).unwrap_or(i64::MIN).to_be_bytes()),
            _ => {}
        }
    }
}

/// Microseconds from 2000-01-01T00:00Z; `None` before 4714-11-24 BC. The latest that `EventTime` has is
/// within what PostgreSQL has.
fn since_2000(at: EventTime) -> Option<i64> {
    const UNIX: i64 = 946_684_800_000_000;
    const FIRST: i64 = -211_813_488_000_000_000;
    at.micros().checked_sub(UNIX).filter(|micros| *micros >= FIRST)
}

/// Digits to the base 10,000, of which the first counts 10,000 to the power of `weight`.
fn numeric(value: u64, into: &mut Vec<u8>) {
    let (mut digits, mut rest) = (Vec::new(), value);
    while rest > 0 {
        digits.push((rest % 10_000) as u16);
        rest /= 10_000;
    }
    let weight = (digits.len() as u16).saturating_sub(1);
    for half in [digits.len() as u16, weight, 0, 0].into_iter().chain(digits.into_iter().rev()) {
        into.extend(half.to_be_bytes());
    }
}

fn float_text(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    format!("{value:e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builtin(name: &str) -> PgType {
        PgType { name: name.into(), cast: name.into(), builtin: true, is_enum: false, is_string: false }
    }

    #[test]
    fn values_go_only_where_they_stay_what_they_are() {
        use ColumnType::{Bool, Bytes, Float, Int, Text, Time, UInt};
        let all = [Bool, Int, UInt, Float, Text, Bytes, Time];
        let taken = |to: &PgType| all.into_iter().filter(|ty| wire(*ty, to).is_some()).collect::<Vec<_>>();
        assert_eq!(taken(&builtin("int4")), [Int, UInt]);
        assert_eq!(taken(&builtin("numeric")), [Int, UInt, Float, Text]);
        assert_eq!(taken(&builtin("float4")), [Float]);
        assert_eq!(taken(&builtin("timestamp")), [Time]);
        assert_eq!(taken(&builtin("date")), [Text]);
        assert_eq!(taken(&builtin("bytea")), [Bytes]);
        assert_eq!(taken(&builtin("point")), []);
        // A type of the user's that is only called so.
        assert_eq!(taken(&PgType { builtin: false, ..builtin("int8") }), []);
        let own = PgType { builtin: false, is_enum: true, ..builtin("mood") };
        assert_eq!(wire(Text, &own), Some((Wire::Text, Some("mood".into()))));
    }

    fn bytes(wire: Wire, value: &Value<'_>) -> Vec<u8> {
        let mut into = Vec::new();
        wire.write(value, &mut into);
        into
    }

    #[test]
    fn unsigned_numbers_are_numerics_of_any_size() {
        assert_eq!(bytes(Wire::Numeric, &Value::UInt(0)), [0; 8]);
        assert_eq!(bytes(Wire::Numeric, &Value::UInt(10_000)), [0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
        // 1844 6744 0737 0955 1615
        let most = bytes(Wire::Numeric, &Value::UInt(u64::MAX));
        assert_eq!(most[..10], [0, 5, 0, 4, 0, 0, 0, 0, 0x07, 0x34]);
        assert_eq!(most[16..], [0x06, 0x4f]);
    }

    #[test]
    fn times_count_from_2000_and_end_where_postgresql_ends() {
        let time = |micros| Value::Time(EventTime::from_micros(micros));
        assert_eq!(bytes(Wire::Timestamptz, &time(946_684_800_000_001)), 1i64.to_be_bytes());
        for (micros, fits) in [(i64::MAX, true), (-210_866_803_200_000_000, true)] {
            assert_eq!(Wire::Timestamptz.admit(false, &mut time(micros)).is_ok(), fits, "{micros}");
        }
        for micros in [i64::MIN, -210_866_803_200_000_001] {
            assert!(Wire::Timestamptz.admit(false, &mut time(micros)).is_err());
            Wire::Timestamptz.admit(true, &mut time(micros)).unwrap();
            assert_eq!(bytes(Wire::Timestamptz, &time(micros)), i64::MIN.to_be_bytes());
        }
    }

    #[test]
    fn what_postgresql_cannot_hold_is_refused_or_mended() {
        let mut text = Value::Text("a\0b".into());
        assert!(Wire::Text.admit(false, &mut text).is_err());
        Wire::Text.admit(true, &mut text).unwrap();
        assert_eq!(text, Value::Text("a␀b".into()));
        assert!(Wire::Int8.admit(false, &mut Value::UInt(u64::MAX)).is_err());
        Wire::Numeric.admit(false, &mut Value::UInt(u64::MAX)).unwrap();
        Wire::Float8.admit(false, &mut Value::Float(f64::NAN)).unwrap();
    }

    #[test]
    fn floats_are_the_shortest_text_that_means_them() {
        let shown = [0.1, f64::NAN, f64::NEG_INFINITY, 1e300].map(float_text);
        assert_eq!(shown, ["1e-1", "NaN", "-Infinity", "1e300"]);
    }
}
