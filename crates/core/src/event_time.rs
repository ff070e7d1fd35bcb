use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::time::Duration;

/// When something happened: microseconds since 1970-01-01T00:00Z.
///
/// In text formats serde reads an integer (microseconds) or an RFC 3339 string, and writes an
/// integer. Arithmetic saturates, so that a poisoned time never panics.
///
/// ```
/// use aqueduct_core::EventTime;
/// let at: EventTime = serde_json::from_str("\"1970-01-01T00:00:01.5Z\"").unwrap();
/// assert_eq!(at, EventTime::from_micros(1_500_000));
/// assert_eq!(at.to_string(), "1970-01-01T00:00:01.5Z");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventTime(i64);

impl EventTime {
    /// Before every record: the watermark of a stream that has seen nothing.
    pub const MIN: Self = Self(i64::MIN);
    /// After every record: the watermark of a stream that has ended.
    pub const MAX: Self = Self(i64::MAX);

    /// From microseconds since 1970-01-01T00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From milliseconds since 1970-01-01T00:00Z, saturating.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// From seconds since 1970-01-01T00:00Z, saturating.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970-01-01T00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This long later, at most [`EventTime::MAX`].
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(micros_of(by)))
    }

    /// This long earlier, at least [`EventTime::MIN`].
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(micros_of(by)))
    }

    /// How long `self` is after `earlier`; zero when it is not.
    pub fn since(self, earlier: Self) -> Duration {
        let micros = i128::from(self.0) - i128::from(earlier.0);
        Duration::from_micros(u64::try_from(micros.max(0)).unwrap_or(u64::MAX))
    }
}

/// Whole microseconds, at most `i64::MAX`.
fn micros_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl fmt::Display for EventTime {
    /// RFC 3339 in UTC where the calendar reaches, otherwise the microseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_microsecond(self.0) {
            Ok(at) => at.fmt(f),
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl std::str::FromStr for EventTime {
    type Err = crate::Error;

    /// Reads RFC 3339. `Config` with the text when it is none.
    fn from_str(text: &str) -> crate::Result<Self> {
        let at: Timestamp = text
            .parse()
            .map_err(|e| crate::Error::config(format!("not an RFC 3339 time: {e}")).with("text", text))?;
        Ok(Self(at.as_microsecond()))
    }
}

impl Serialize for EventTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for EventTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(MicrosOrText)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

struct MicrosOrText;

impl de::Visitor<'_> for MicrosOrText {
    type Value = EventTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("microseconds since 1970-01-01T00:00Z or an RFC 3339 time")
    }

    fn visit_i64<E: de::Error>(self, micros: i64) -> Result<EventTime, E> {
        Ok(EventTime(micros))
    }

    fn visit_u64<E: de::Error>(self, micros: u64) -> Result<EventTime, E> {
        i64::try_from(micros).map(EventTime).map_err(|_| E::custom("time is out of range"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<EventTime, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_integers_and_rfc_3339() {
        for (json, micros) in [
            ("0", 0),
            ("-5", -5),
            ("\"1969-12-31T23:59:59.999999Z\"", -1),
            ("\"2026-01-01T01:00:00+01:00\"", 1_767_225_600_000_000),
        ] {
            let at: EventTime = serde_json::from_str(json).unwrap();
            assert_eq!(at.micros(), micros, "{json}");
        }
        for json in ["\"yesterday\"", "1.5", "18446744073709551615", "null"] {
            assert!(serde_json::from_str::<EventTime>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn binary_formats_get_the_integer() {
        let bytes = postcard::to_stdvec(&EventTime::from_secs(-3)).unwrap();
        assert_eq!(postcard::from_bytes::<EventTime>(&bytes).unwrap(), EventTime::from_secs(-3));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        assert_eq!(EventTime::MAX.plus(Duration::from_secs(1)), EventTime::MAX);
        assert_eq!(EventTime::MIN.minus(Duration::MAX), EventTime::MIN);
        assert_eq!(EventTime::MIN.since(EventTime::MAX), Duration::ZERO);
        assert_eq!(EventTime::MIN.to_string(), "-9223372036854775808us");
    }
}
