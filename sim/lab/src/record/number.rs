//! Numbers as tables hold them: as short as reads back the same, and empty where there is none.

/// A number in the shortest form that reads back as the same bits; empty if it is none or not finite.
///
/// Very large and very small ones have an exponent, as in `1e-9`.
pub fn number(value: f64) -> String {
    // Zero keeps no sign: `-0` in a table only raises questions.
    let value = if value == 0.0 { 0.0 } else { value };
    let size = value.abs();
    if !value.is_finite() {
        String::new()
    } else if size == 0.0 || (1e-5..1e16).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// A number that may not exist.
pub(crate) fn maybe(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_exist_is_empty() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(number(value), "");
        }
        assert_eq!(maybe(None), "");
    }

    #[test]
    fn numbers_read_back_as_the_same_bits() {
        for (value, text) in [
            (0.1, "0.1"),
            (1.0 / 3.0, "0.3333333333333333"),
            (-2.0, "-2"),
            (-0.0, "0"),
            (1e-9, "1e-9"),
            (1.5e300, "1.5e300"),
            (123_456_789.25, "123456789.25"),
        ] {
            assert_eq!(number(value), text);
            assert_eq!(text.parse::<f64>().unwrap().abs().to_bits(), value.abs().to_bits());
        }
    }
}
