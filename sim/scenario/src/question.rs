//! The question of a scenario: the comment that its main file begins with.

use files::{BYTE_ORDER_MARK, Sources};

/// The first comment line of the main file.
pub(super) fn question(sources: &Sources) -> String {
    sources.list().iter().find(|s| s.name == sources.main()).map_or(String::new(), |s| first_comment(&s.text))
}

/// The comment that a text begins with; none if it is for editors, as `#:schema` is.
pub fn first_comment(text: &str) -> String {
    let first = text.trim_start_matches(BYTE_ORDER_MARK).lines().map(str::trim).find(|line| !line.is_empty());
    first.unwrap_or("").strip_prefix('#').filter(|rest| !rest.starts_with(':')).unwrap_or("").trim().to_string()
}
