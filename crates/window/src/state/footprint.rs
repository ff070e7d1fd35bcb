use serde::ser::{self, Serialize, Serializer};
use std::fmt;

/// Roughly how many bytes a key keeps outside of itself: text, bytes, and the elements of sequences and
/// maps. For keys without any, the compiler makes nothing of it.
#[inline]
pub(crate) fn footprint<K: Serialize>(key: &K) -> usize {
    let mut counter = Counter { outside: false, bytes: 0 };
    match key.serialize(&mut counter) {
        Ok(()) => counter.bytes,
        // Whoever saves the key will say why it cannot be.
        Err(Never) => 0,
    }
}

/// Counts what it is given instead of writing it.
struct Counter {
    /// Within a sequence or a map: numbers are outside as well.
    outside: bool,
    bytes: usize,
}

impl Counter {
    #[inline]
    fn number<N>(&mut self, _: N) -> Result<(), Never> {
        if self.outside {
            self.bytes += size_of::<N>();
        }
        Ok(())
    }
}

/// Made only by a `Serialize` that gives up.
#[derive(Debug)]
struct Never;

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not serialisable")
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A group of values; on its end the counter is as outside as before.
struct Group<'a> {
    counter: &'a mut Counter,
    before: bool,
}

impl<'a> Group<'a> {
    fn new(counter: &'a mut Counter, outside: bool) -> Result<Self, Never> {
        let before = counter.outside;
        counter.outside |= outside;
        Ok(Self { counter, before })
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(&mut *self.counter)
    }

    fn close(self) -> Result<(), Never> {
        self.counter.outside = self.before;
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident($number:ty))*) => {$(
        #[inline]
        fn $method(self, v: $number) -> Result<(), Never> {
            self.number(v)
        }
    )*};
}

macro_rules! groups {
    ($($method:ident($($arg:ty),*) -> $group:ident, $outside:expr;)*) => {$(
        fn $method(self, $(_: $arg),*) -> Result<Group<'a>, Never> {
            Group::new(self, $outside)
        }
    )*};
}

impl<'a> Serializer for &'a mut Counter {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Group<'a>;
    type SerializeTuple = Group<'a>;
    type SerializeTupleStruct = Group<'a>;
    type SerializeTupleVariant = Group<'a>;
    type SerializeMap = Group<'a>;
    type SerializeStruct = Group<'a>;
    type SerializeStructVariant = Group<'a>;

    numbers! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_i128(i128) serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_u128(u128) serialize_f32(f32) serialize_f64(f64) serialize_char(char)
    }

    groups! {
        serialize_seq(Option<usize>) -> Group, true;
        serialize_map(Option<usize>) -> Group, true;
        serialize_tuple(usize) -> Group, false;
        serialize_tuple_struct(&'static str, usize) -> Group, false;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Group, false;
        serialize_struct(&'static str, usize) -> Group, false;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Group, false;
    }

    #[inline]
    fn serialize_str(self, v: &str) -> Result<(), Never> {
        self.serialize_bytes(v.as_bytes())
    }

    #[inline]
    fn serialize_bytes(self, v: &[u8]) -> Result<(), Never> {
        self.bytes += v.len();
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

macro_rules! values {
    ($($of:ident { $($method:ident($($arg:ident: $name:ty),*)),* })*) => {$(
        impl ser::$of for Group<'_> {
            type Ok = ();
            type Error = Never;

            $(fn $method<T: Serialize + ?Sized>(&mut self, $($arg: $name,)* value: &T) -> Result<(), Never> {
                self.value(value)
            })*

            fn end(self) -> Result<(), Never> {
                self.close()
            }
        }
    )*};
}

values! {
    SerializeSeq { serialize_element() }
    SerializeTuple { serialize_element() }
    SerializeTupleStruct { serialize_field() }
    SerializeTupleVariant { serialize_field() }
    SerializeMap { serialize_key(), serialize_value() }
    SerializeStruct { serialize_field(_name: &'static str) }
    SerializeStructVariant { serialize_field(_name: &'static str) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[test]
    fn only_what_lies_outside_counts() {
        #[derive(Serialize)]
        struct Shop {
            city: String,
            number: u32,
            tags: Vec<u16>,
        }
        assert_eq!(footprint(&7_u64), 0);
        assert_eq!(footprint(&(1_u8, Some(2_i64))), 0);
        assert_eq!(footprint(&"four".to_owned()), 4);
        assert_eq!(footprint(&Shop { city: "Bonn".to_owned(), number: 1, tags: vec![1, 2, 3] }), 10);
        assert_eq!(footprint(&vec![(1_u32, "ab".to_owned()), (2, String::new())]), 10);
    }
}
