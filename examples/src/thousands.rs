/// A number as people read it: `1,234,567`.
///
/// ```
/// assert_eq!(aqueduct_examples::thousands(1_234_567), "1,234,567");
/// assert_eq!(aqueduct_examples::thousands(12), "12");
/// ```
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
