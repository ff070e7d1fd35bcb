use aqueduct_core::Value;
use std::cmp::Ordering;

/// The order of two values of one column. What a database takes for equal is equal here wherever the
/// values alone can tell: the zeros, and every NaN.
pub(crate) fn compare(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::UInt(a), Value::UInt(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (a, b) => matches!(a, Value::Null).cmp(&matches!(b, Value::Null)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_have_an_order_too() {
        let floats = [f64::NEG_INFINITY, -1.0, 0.0, 1.0, f64::INFINITY, f64::NAN].map(Value::Float);
        assert!(floats.iter().is_sorted_by(|a, b| compare(a, b) == Ordering::Less));
        assert_eq!(compare(&Value::Float(-0.0), &Value::Float(0.0)), Ordering::Equal);
        assert_eq!(compare(&Value::Float(f64::NAN), &Value::Float(-f64::NAN)), Ordering::Equal);
    }
}
