//! How a later layer changes an earlier one, key by key and choice by choice.

use units::settings::Kind;
use units::tree::{Entry, Table, Tree, Value};

use super::LIKE;
use super::kinds::{below, fits};

/// The earlier value as the later one changes it.
///
/// Tables merge key by key, all else is replaced. Where one of several keys must be chosen (a policy, a law), the
/// same choice merges inside and another choice replaces the whole slot.
pub(super) fn merge(base: Tree, overlay: &Tree, kind: Option<&Kind>) -> Tree {
    match kind {
        Some(Kind::Any(kinds)) => match kinds.iter().find(|k| fits(k, &base.value) && fits(k, &overlay.value)) {
            Some(kind) => merge(base, overlay, Some(kind)),
            None => overlay.clone(),
        },
        Some(Kind::OneOf(_)) if !choose_alike(&base, overlay) => overlay.clone(),
        Some(
            Kind::Text { .. }
            | Kind::Reference(_)
            | Kind::File
            | Kind::Integer
            | Kind::Number
            | Kind::Switch
            | Kind::List(_),
        ) => overlay.clone(),
        Some(Kind::Group(_) | Kind::OneOf(_) | Kind::Named(..) | Kind::Paths) | None => tables(base, overlay, kind),
    }
}

fn tables(base: Tree, overlay: &Tree, kind: Option<&Kind>) -> Tree {
    let (Value::Table(mut table), Value::Table(later)) = (base.value, &overlay.value) else {
        return overlay.clone();
    };
    for entry in later.entries() {
        match table.get_mut(&entry.key) {
            Some(old) => {
                let earlier = std::mem::replace(old, Tree::bare(Value::Switch(false)));
                *old = merge(earlier, &entry.tree, below(kind, &entry.key));
            }
            None => table.put(entry.clone()),
        }
    }
    Tree { place: base.place, value: Value::Table(table) }
}

/// Takes away the table that stands where a layer of one path, of so many keys, puts a table of its own; an entry under
/// a name of the user's stays.
pub(super) fn vacate(base: &mut Tree, layer: &Tree, keys: usize, kind: Option<&Kind>) {
    let (Value::Table(table), Some([entry])) = (&mut base.value, layer.table().map(Table::entries)) else {
        return;
    };
    if keys > 1 {
        if let Some(inner) = table.get_mut(&entry.key) {
            vacate(inner, &entry.tree, keys - 1, below(kind, &entry.key));
        }
    } else if let Some(inner) = table.get_mut(&entry.key)
        && inner.table().is_some()
        && entry.tree.table().is_some()
        && !matches!(kind, Some(Kind::Named(..)))
    {
        // It keeps its place among the others.
        inner.value = Value::Table(Table::default());
    }
}

/// Whether two tables choose the same key, so that the later adds to the earlier.
///
/// A `like` of the earlier may choose the same too, which is seen when it is followed; a `like` of the later
/// chooses anew.
fn choose_alike(base: &Tree, overlay: &Tree) -> bool {
    let (Some(base), Some(overlay)) = (base.table(), overlay.table()) else { return false };
    let [Entry { key, .. }] = overlay.entries() else { return false };
    key != LIKE && !base.is_empty() && base.entries().iter().all(|e| e.key == LIKE || e.key == *key)
}

#[cfg(test)]
mod tests {
    use units::settings::Setting as _;

    use super::*;
    use crate::canonical;
    use crate::toy::{Toy, tree};

    fn check(base: &str, overlay: &str, merged: &str) {
        let value = merge(tree(base), &tree(overlay), Some(&Toy::kind())).value;
        assert_eq!(canonical(&value), merged, "{base} under {overlay}");
    }

    #[test]
    fn tables_merge_and_lists_and_plain_values_are_replaced() {
        check(
            "nodes.a.count = 1\nseed = 1",
            "nodes.b.count = 2\nseed = 3",
            "seed = 3\n\n[nodes.a]\ncount = 1\n\n[nodes.b]\ncount = 2\n",
        );
        check("list = [1, 2]", "list = [3]", "list = [3]\n");
    }

    #[test]
    fn the_same_choice_merges_inside() {
        check(
            "pick.power_of_d = {d = 2, replacement = true}",
            "pick.power_of_d.d = 3",
            "[pick.power_of_d]\nd = 3\nreplacement = true\n",
        );
    }

    #[test]
    fn another_choice_replaces_the_whole_slot() {
        check("pick.power_of_d.d = 2", "pick.random = {}", "[pick.random]\n");
        check("pick.power_of_d.d = 2", "pick = \"random\"", "pick = \"random\"\n");
        check("pick = \"random\"", "pick.power_of_d.d = 2", "[pick.power_of_d]\nd = 2\n");
    }

    #[test]
    fn of_several_forms_the_one_that_both_have_guides() {
        check(
            "when.power_of_d = {d = 2, replacement = true}",
            "when.power_of_d.d = 3",
            "[when.power_of_d]\nd = 3\nreplacement = true\n",
        );
        check("when.power_of_d = {d = 2}", "when = 5", "when = 5\n");
        check("when = 5", "when.random = {}", "[when.random]\n");
    }

    #[test]
    fn what_is_vacated_is_replaced_whole_but_for_what_users_name() {
        let check = |base: &str, layer: &str, keys: usize, merged: &str| {
            let (mut base, layer, kind) = (tree(base), tree(layer), Toy::kind());
            vacate(&mut base, &layer, keys, Some(&kind));
            assert_eq!(canonical(&merge(base, &layer, Some(&kind)).value), merged, "{layer:?}");
        };
        let base = "pick.power_of_d = { d = 2, replacement = true }\nnodes.a = { count = 1, speed = 2 }";
        let nodes = "[nodes.a]\ncount = 1\nspeed = 2\n";
        check(base, "pick = { power_of_d = { d = 3 } }", 1, &format!("[pick.power_of_d]\nd = 3\n\n{nodes}"));
        check(base, "pick.power_of_d = { d = 3 }", 2, &format!("[pick.power_of_d]\nd = 3\n\n{nodes}"));
        let whole = "[pick.power_of_d]\nd = 2\nreplacement = true\n\n";
        check(base, "nodes.a = { count = 5 }", 2, &format!("{whole}[nodes.a]\ncount = 5\nspeed = 2\n"));
        let both = "[pick.power_of_d]\nd = 3\nreplacement = true\n\n";
        check(base, "pick.power_of_d.d = 3", 3, &format!("{both}{nodes}"));
    }

    #[test]
    fn what_nobody_knows_merges_by_key() {
        check("unknown.a = 1", "unknown.b = 2", "[unknown]\na = 1\nb = 2\n");
    }
}
