//! Bounds are where they are read: at the end of a setting's doc comment.

use units::settings::{Field, Kind};

/// Visits every field that is declared.
fn fields(kind: &Kind, path: &str, visit: &mut impl FnMut(&str, &Field)) {
    match kind {
        Kind::List(inner) | Kind::Named(_, inner) => fields(inner, path, visit),
        Kind::Any(kinds) => kinds.iter().for_each(|kind| fields(kind, path, visit)),
        Kind::OneOf(choices) => {
            for choice in choices {
                let inner = choice.kind.iter();
                inner.for_each(|kind| fields(kind, &format!("{path}.{}", choice.name), visit));
            }
        }
        Kind::Group(group) => {
            for field in &group.fields {
                let path = format!("{path}.{}", field.name);
                visit(&path, field);
                fields(&field.kind, &path, visit);
            }
        }
        Kind::Text { .. }
        | Kind::Reference(_)
        | Kind::File
        | Kind::Integer
        | Kind::Number
        | Kind::Switch
        | Kind::Paths => {}
    }
}

/// What stands in brackets and begins as bounds do, but stayed in the prose: nobody is held to it.
fn astray(doc: &str) -> Option<&str> {
    let begins =
        |text: &str| text.trim_start().starts_with(|c: char| matches!(c, '<' | '>' | '-') || c.is_ascii_digit());
    doc.split('[').skip(1).map(|rest| rest.split(']').next().unwrap_or(rest)).find(|inside| begins(inside))
}

#[test]
fn bounds_stand_at_the_end_of_what_they_bound() {
    let (mut broken, mut n_bounds) = (Vec::new(), 0);
    fields(scenario::kind(), "", &mut |path, field| {
        n_bounds += usize::from(field.bounds.is_some());
        // A policy's own doc comment is a text of paragraphs, in which brackets hold units.
        if let Some(bounds) = astray(&field.doc).filter(|_| !field.doc.contains("\n\n")) {
            broken.push(format!("{path}: `[{bounds}]` is not at the end of \"{}\"", field.doc));
        }
    });
    broken.sort();
    broken.dedup();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(n_bounds > 150, "only {n_bounds} fields have bounds");
    assert_eq!(astray("A part [0 ..= 1], or a name."), Some("0 ..= 1"));
    assert_eq!(astray("A step, whatever it computes [ps]."), None);
}
