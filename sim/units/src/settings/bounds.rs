//! Bounds as a field's doc comment states them: `[1 ..= 100]`, `[> 0 s]`, `[>= 0, < 1]`.

use super::Setting;

/// The bounds of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// The text between the brackets.
    pub text: String,
    /// Each condition with its limit, in the unit of [`Setting::measure`].
    pub limits: Vec<(Relation, f64)>,
}

/// How a value must stand to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Greater.
    Above,
    /// Greater or equal.
    AtLeast,
    /// Less.
    Below,
    /// Less or equal.
    AtMost,
}

impl Bounds {
    /// The bounds at the end of a doc comment, if there are any.
    ///
    /// # Panics
    /// If there are bounds that cannot be read: they would not be checked.
    pub fn of<T: Setting>(doc: &str) -> Option<Self> {
        let text = bracket(doc)?;
        let limits = Self::limits::<T>(&text);
        Some(Self { limits: limits.unwrap_or_else(|| panic!("the bounds `[{text}]` cannot be read")), text })
    }

    fn limits<T: Setting>(text: &str) -> Option<Vec<(Relation, f64)>> {
        let mut limits = Vec::new();
        for part in text.split(',') {
            let part = part.trim();
            if let Some((low, high)) = part.split_once("..=") {
                limits.push((Relation::AtLeast, T::bound(low.trim())?));
                limits.push((Relation::AtMost, T::bound(high.trim())?));
                continue;
            }
            let signs =
                [(">=", Relation::AtLeast), ("<=", Relation::AtMost), (">", Relation::Above), ("<", Relation::Below)];
            let (rest, relation) = signs.iter().find_map(|&(sign, r)| Some((part.strip_prefix(sign)?, r)))?;
            limits.push((relation, T::bound(rest.trim())?));
        }
        Some(limits)
    }

    /// Whether a value keeps all of them; NaN keeps none.
    pub fn hold(&self, value: f64) -> bool {
        self.limits.iter().all(|&(relation, limit)| match relation {
            Relation::Above => value > limit,
            Relation::AtLeast => value >= limit,
            Relation::Below => value < limit,
            Relation::AtMost => value <= limit,
        })
    }
}

/// The last `[…]` of a doc comment that starts as bounds do.
pub(super) fn bracket(doc: &str) -> Option<String> {
    let doc = doc.trim_end().trim_end_matches('.').replace('\\', "");
    let inner = doc.strip_suffix(']')?;
    let text = &inner[inner.rfind('[')? + 1..];
    let starts = |c: char| matches!(c, '<' | '>' | '-') || c.is_ascii_digit();
    text.trim_start().starts_with(starts).then(|| text.trim().to_string())
}

/// A doc comment in one line, without its bounds.
pub(super) fn prose(doc: &str) -> String {
    let line = doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").replace('\\', "");
    let line = line.trim();
    match bracket(line) {
        Some(text) => line.replace(&format!(" [{text}]"), ""),
        None => line.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    #[test]
    fn bounds_are_read_from_the_doc_comment() {
        let check = |doc: &str, value: f64, kept: bool| {
            assert_eq!(Bounds::of::<f64>(doc).unwrap().hold(value), kept, "{doc} {value}");
        };
        check("Percent [1 ..= 100].", 100.0, true);
        check("Percent [1 ..= 100].", 0.0, false);
        check("Above [> 0, < 1].", 0.5, true);
        check("Above [> 0, < 1].", 1.0, false);
        check("Above [> 0].", f64::NAN, false);
        check("Many [>= 0, <= 1_000].", 1_000.0, true);
        check("Many [>= 0, <= 1_000].", -1.0, false);
        assert!(Bounds::of::<Span>("How far back [> 0 s].").unwrap().hold(1.0));
        assert_eq!(Bounds::of::<f64>("See [`Other`]."), None);
    }

    #[test]
    #[should_panic(expected = "the bounds `[> 0 parsecs]` cannot be read")]
    fn bounds_that_cannot_be_read_are_no_bounds_that_are_not_there() {
        Bounds::of::<Span>("How far [> 0 parsecs].");
    }

    #[test]
    fn prose_has_no_bounds() {
        assert_eq!(prose(" Percent taken\n for each [1 ..= 100].\n"), "Percent taken for each.");
    }
}
