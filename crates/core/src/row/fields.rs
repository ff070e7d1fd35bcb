//! The types that fit one column.

use super::{ColumnType, Field, Value};
use crate::EventTime;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// Each type, its column, and how `self` becomes the content of the value of the same name.
macro_rules! fields {
    ($($ty:ty => $kind:ident($this:ident, $content:expr);)+) => { $(
        impl Field for $ty {
            const TYPE: ColumnType = ColumnType::$kind;

            fn value(&self) -> Value<'_> {
                let $this = self;
                Value::$kind($content)
            }
        }
    )+ };
}

fields! {
    bool => Bool(it, *it);
    i8 => Int(it, (*it).into());
    i16 => Int(it, (*it).into());
    i32 => Int(it, (*it).into());
    i64 => Int(it, *it);
    u8 => UInt(it, (*it).into());
    u16 => UInt(it, (*it).into());
    u32 => UInt(it, (*it).into());
    u64 => UInt(it, *it);
    // At most 64 bits wide everywhere Rust runs.
    isize => Int(it, *it as i64);
    usize => UInt(it, *it as u64);
    f32 => Float(it, (*it).into());
    f64 => Float(it, *it);
    char => Text(it, it.to_string().into());
    str => Text(it, it.into());
    String => Text(it, it.into());
    [u8] => Bytes(it, it);
    Vec<u8> => Bytes(it, it);
    bytes::Bytes => Bytes(it, it);
    EventTime => Time(it, *it);
}

impl<const N: usize> Field for [u8; N] {
    const TYPE: ColumnType = ColumnType::Bytes;

    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<F: Field> Field for Option<F> {
    const TYPE: ColumnType = F::TYPE;
    const NULLABLE: bool = true;

    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, F::value)
    }
}

/// Pointers are the column of what they point to.
macro_rules! pointers {
    ($($ty:ty $(, $bound:path)?;)+) => { $(
        impl<F: Field + ?Sized $(+ $bound)?> Field for $ty {
            const TYPE: ColumnType = F::TYPE;
            const NULLABLE: bool = F::NULLABLE;

            fn value(&self) -> Value<'_> {
                F::value(self)
            }
        }
    )+ };
}

pointers! {
    &F;
    Box<F>;
    Rc<F>;
    Arc<F>;
    Cow<'_, F>, ToOwned;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The type of the column, whether it may be NULL, and the value.
    fn seen<F: Field + ?Sized>(field: &F) -> (ColumnType, bool, Value<'_>) {
        (F::TYPE, F::NULLABLE, field.value())
    }

    #[test]
    fn numbers_keep_their_value_at_both_ends() {
        assert_eq!(seen(&i8::MIN), (ColumnType::Int, false, Value::Int(-128)));
        assert_eq!(seen(&i64::MIN), (ColumnType::Int, false, Value::Int(i64::MIN)));
        assert_eq!(seen(&isize::MIN), (ColumnType::Int, false, Value::Int(isize::MIN as i64)));
        assert_eq!(seen(&u64::MAX), (ColumnType::UInt, false, Value::UInt(u64::MAX)));
        assert_eq!(seen(&usize::MAX), (ColumnType::UInt, false, Value::UInt(usize::MAX as u64)));
        assert_eq!(seen(&0.25f32), (ColumnType::Float, false, Value::Float(0.25)));
        assert_eq!(seen(&true), (ColumnType::Bool, false, Value::Bool(true)));
    }

    #[test]
    fn text_and_bytes_are_borrowed_whatever_holds_them() {
        let text = (ColumnType::Text, false, Value::Text(Cow::Borrowed("x")));
        assert_eq!(seen("x"), text);
        assert_eq!(seen(&"x"), text);
        assert_eq!(seen(&String::from("x")), text);
        assert_eq!(seen(&Box::<str>::from("x")), text);
        assert_eq!(seen(&Arc::<str>::from("x")), text);
        assert_eq!(seen(&Cow::<str>::Owned("x".into())), text);
        assert!(matches!(Rc::<str>::from("x").value(), Value::Text(Cow::Borrowed(_))));

        let bytes = (ColumnType::Bytes, false, Value::Bytes(&[1, 2]));
        assert_eq!(seen(&[1u8, 2]), bytes);
        assert_eq!(seen(&vec![1u8, 2]), bytes);
        assert_eq!(seen(&bytes::Bytes::from_static(&[1, 2])), bytes);
        assert_eq!(seen(&Cow::<[u8]>::Borrowed(&[1, 2])), bytes);
    }

    #[test]
    fn only_what_is_optional_may_be_null() {
        assert_eq!(seen(&None::<u8>), (ColumnType::UInt, true, Value::Null));
        assert_eq!(seen(&Some(Some(1i8))), (ColumnType::Int, true, Value::Int(1)));
        assert_eq!(seen(&Box::new(None::<char>)), (ColumnType::Text, true, Value::Null));
        assert_eq!(seen(&&Some('é')), (ColumnType::Text, true, Value::Text("é".into())));
    }

    #[test]
    fn times_are_times() {
        let at = EventTime::from_micros(-1);
        assert_eq!(seen(&Some(at)), (ColumnType::Time, true, Value::Time(at)));
    }
}
