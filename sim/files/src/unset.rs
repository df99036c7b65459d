//! `none` takes away what need not be there: an optional setting, or an entry under a name of the user's.

use units::settings::{Kind, NONE};
use units::tree::{Tree, Value};

use super::kinds::below;

/// Takes away everything that is said to be `none` and may be absent, so that it is as if nobody had said it.
///
/// This comes after all layers and all `like`, or what is taken away would be inherited again.
pub(super) fn strip(tree: &mut Tree, kind: Option<&Kind>) {
    let Value::Table(table) = &mut tree.value else { return };
    let said = |value: &Value| matches!(value, Value::Text(text) if text == NONE);
    let none: Vec<String> = table.entries().iter().filter(|e| said(&e.tree.value)).map(|e| e.key.clone()).collect();
    for key in none.iter().filter(|key| may_lack(kind, key)) {
        table.take(key);
    }
    let tables: Vec<String> =
        table.entries().iter().filter(|e| e.tree.table().is_some()).map(|e| e.key.clone()).collect();
    for key in &tables {
        if let (Some(inner), Some(kind)) = (table.get_mut(key), below(kind, key)) {
            strip(inner, Some(kind));
        }
    }
}

/// Whether a table is the same without a key as with one that holds nothing.
fn may_lack(kind: Option<&Kind>, key: &str) -> bool {
    match kind {
        Some(Kind::Group(group)) => {
            let field = group.fields.iter().find(|field| field.name == key);
            let default = field.and_then(|field| field.default.as_ref());
            matches!(default, Some(Value::Table(table)) if table.is_empty())
        }
        Some(Kind::Named(..)) => true,
        Some(Kind::Any(kinds)) => kinds.iter().any(|kind| may_lack(Some(kind), key)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::toy::{load_toy, told};

    fn check(text: &str, sets: &[&str], expected: &str) {
        assert_eq!(told(&load_toy(text, sets, &[])), expected, "{text} {sets:?}");
    }

    #[test]
    fn what_is_optional_is_taken_away_and_nothing_else() {
        let text =
            "name = \"t\"\npick.power_of_d = { d = 3 }\n[nodes.a]\ncount = 1\n[nodes.b]\ncount = 2\nafter = \"a\"\n";
        let a = "[nodes.a]\ncount = 1\n";
        let b = "[nodes.b]\ncount = 2\n";
        let pick = "\n[pick.power_of_d]\nd = 3\n";
        check(text, &["pick=none"], &format!("name = \"t\"\n\n{a}\n{b}after = \"a\"\n"));
        check(text, &["nodes.b.after=none"], &format!("name = \"t\"\n{pick}\n{a}\n{b}"));
        check(text, &["nodes.b=none"], &format!("name = \"t\"\n{pick}\n{a}"));
        // What must be there, and what has another default, is told as ever.
        check(text, &["name=none"], &format!("name = \"none\"\n{pick}\n{a}\n{b}after = \"a\"\n"));
        // The last says what holds.
        let again = ["pick=none", "pick.power_of_d.d=4"];
        check(text, &again, &format!("name = \"t\"\n\n[pick.power_of_d]\nd = 4\n\n{a}\n{b}after = \"a\"\n"));
    }

    #[test]
    fn what_is_taken_away_is_not_inherited() {
        let text = "[nodes.a]\ncount = 1\nafter = \"a\"\n[nodes.b]\nlike = \"nodes.a\"\n";
        check(text, &["nodes.b.after=none"], "[nodes.a]\ncount = 1\nafter = \"a\"\n\n[nodes.b]\ncount = 1\n");
    }
}
