//! Tables that start from another: `like = "nodes.home"`, `like = "presets/network/posp.toml"`.

use units::problem::did_you_mean;
use units::settings::Kind;
use units::tree::{Place, Table, Tree, Value};

use super::LIKE;
use super::disk::{is_toml, shown};
use super::home::Home;
use super::kinds::{below, fits, item};
use super::layers::{Loader, canonical};
use super::limits::{COPIES, LIKES, count_keys};
use super::merge::merge;

/// The document with every `like` followed; own keys win over inherited ones.
///
/// It runs after all layers are merged, so that a table inherits what presets and arguments changed in its base.
pub(super) fn follow(loader: &mut Loader<'_>, root: &Tree, kind: &Kind) -> Tree {
    let mut follower = Follower { loader, active: Vec::new(), blamed: Vec::new(), copied: 0 };
    follower.own(&Document { root, kind: Some(kind), file: None }, root, Some(kind))
}

/// A text in which dotted paths are looked up.
struct Document<'d> {
    root: &'d Tree,
    kind: Option<&'d Kind>,
    file: Option<&'d Home>,
}

/// A table that is being worked out: its document and its path there; the root's path is empty.
#[derive(Clone, PartialEq)]
struct Step {
    file: Option<Home>,
    path: String,
}

struct Follower<'f, 'a> {
    loader: &'f mut Loader<'a>,
    active: Vec<Step>,
    // A circle is met once from each of its tables; it is told once.
    blamed: Vec<Step>,
    copied: usize,
}

/// Why there is no table.
enum Miss {
    Absent,
    Told,
}

impl Follower<'_, '_> {
    /// A value with every `like` in it followed.
    fn own(&mut self, document: &Document<'_>, tree: &Tree, kind: Option<&Kind>) -> Tree {
        let value = match &tree.value {
            Value::List(list) => Value::List(list.iter().map(|inner| self.own(document, inner, item(kind))).collect()),
            Value::Table(table) => {
                let mut out = Table::default();
                for entry in table.entries().iter().filter(|e| e.key != LIKE) {
                    let tree = self.own(document, &entry.tree, below(kind, &entry.key));
                    out.put(units::tree::Entry { tree, ..entry.clone() });
                }
                let own = Tree { place: tree.place, value: Value::Table(out) };
                return match table.get(LIKE).and_then(|like| self.base(document, &like.tree, kind)) {
                    // A table that says nothing itself adds nothing, to a choice or a plain text either.
                    Some(base) if own.table().is_some_and(Table::is_empty) => base,
                    Some(base) => Tree { place: own.place, ..merge(base, &own, kind) },
                    None => own,
                };
            }
            plain => plain.clone(),
        };
        Tree { place: tree.place, value }
    }

    /// The table that a `like` names; what is wrong with it is noted.
    fn base(&mut self, document: &Document<'_>, like: &Tree, kind: Option<&Kind>) -> Option<Tree> {
        let Value::Text(name) = &like.value else {
            let message = format!("`like` must name a table or a file, not {}", like.value.what());
            let remedy = "as in `like = \"nodes.home\"` or `like = \"presets/network/posp.toml\"`";
            return self.loader.refuse(like.place, message, Some(remedy.into()));
        };
        let keys: Vec<&str> = if is_toml(name) { Vec::new() } else { name.split('.').collect() };
        match self.target(document, name, &keys, like.place, kind) {
            // A choice may be said by a plain text, and then that text is what is alike.
            Ok(tree) if tree.table().is_some() || kind.is_some_and(|k| fits(k, &tree.value)) => {
                self.spend(count_keys(&tree), like.place).then_some(tree)
            }
            Ok(tree) => {
                let message = format!("`{name}` is {}, not a table", tree.value.what());
                self.loader.refuse(like.place, message, None)
            }
            Err(Miss::Told) => None,
            Err(Miss::Absent) => {
                let remedy = nearest(document.root, &keys);
                self.loader.refuse(like.place, format!("there is no table `{name}`"), remedy)
            }
        }
    }

    /// What stands below `keys` in a document, or in the file of that name.
    fn target(
        &mut self,
        document: &Document<'_>,
        name: &str,
        keys: &[&str],
        place: Place,
        kind: Option<&Kind>,
    ) -> Result<Tree, Miss> {
        if !is_toml(name) {
            let step = Step { file: document.file.cloned(), path: keys.join(".") };
            return self.within(step, place, |this| this.gather(document, keys));
        }
        let home = self.loader.beside(name, place);
        let truly = canonical(&home);
        let step = Step { file: Some(truly.clone()), path: keys.join(".") };
        self.within(step, place, |this| {
            let root = this.loader.file(home, place, kind, &mut Vec::new()).ok_or(Miss::Told)?;
            this.gather(&Document { root: &root, kind, file: Some(&truly) }, keys)
        })
    }

    /// Works a table out unless that is being done already.
    fn within(
        &mut self,
        step: Step,
        place: Place,
        work: impl FnOnce(&mut Self) -> Result<Tree, Miss>,
    ) -> Result<Tree, Miss> {
        if let Some(at) = self.active.iter().position(|s| *s == step) {
            if !self.blamed.contains(&step) {
                let circle = self.active[at..].to_vec();
                let names: Vec<_> = circle.iter().chain([&step]).map(Step::name).collect();
                let message = format!("`like` is circular: {}", names.join(" -> "));
                self.loader.refuse(place, message, Some("take one of them out".into()));
                self.blamed.extend(circle);
            }
            return Err(Miss::Told);
        }
        if !self.spend(1, place) {
            return Err(Miss::Told);
        }
        if self.active.len() >= LIKES {
            let message = format!("more than {LIKES} tables are chained through `like`");
            self.loader.refuse(place, message, Some("start from a table nearer to the first".into()));
            return Err(Miss::Told);
        }
        self.active.push(step);
        let result = work(self);
        self.active.pop();
        result
    }

    /// Counts the work of following, so that it ends; says whether there is any left.
    fn spend(&mut self, keys: usize, place: Place) -> bool {
        let had = self.copied <= COPIES;
        self.copied = self.copied.saturating_add(keys);
        let has = self.copied <= COPIES;
        if had && !has {
            let message = format!("`like` copies more than {COPIES} keys");
            self.loader.refuse(place, message, Some("name fewer or smaller tables".into()));
        }
        has
    }

    /// What stands at a path: what the tables on the way inherit there, under what is written there.
    fn gather(&mut self, document: &Document<'_>, keys: &[&str]) -> Result<Tree, Miss> {
        let mut found: Option<Tree> = None;
        let (mut here, mut kind) = (Some(document.root), document.kind);
        let wanted = keys.iter().fold(kind, |kind, key| below(kind, key));
        for (i, key) in keys.iter().enumerate() {
            let Some(tree) = here else { break };
            if let Some(like) = tree.table().and_then(|t| t.get(LIKE)).map(|e| &e.tree)
                && let Value::Text(name) = &like.value
            {
                let own = if is_toml(name) { Vec::new() } else { name.split('.').collect::<Vec<_>>() };
                let path = [own.as_slice(), &keys[i..]].concat();
                match self.target(document, name, &path, like.place, kind) {
                    Ok(tree) => found = Some(joined(found, tree, wanted)),
                    Err(Miss::Absent) => {}
                    Err(Miss::Told) => return Err(Miss::Told),
                }
            }
            here = tree.table().and_then(|t| t.get(key)).map(|e| &e.tree);
            kind = below(kind, key);
        }
        if let Some(tree) = here {
            let own = self.own(document, tree, wanted);
            found = Some(joined(found, own, wanted));
        }
        found.ok_or(Miss::Absent)
    }
}

fn joined(earlier: Option<Tree>, later: Tree, kind: Option<&Kind>) -> Tree {
    match earlier {
        Some(earlier) => Tree { place: later.place, ..merge(earlier, &later, kind) },
        None => later,
    }
}

impl Step {
    fn name(&self) -> String {
        let file = match &self.file {
            Some(Home::Disk(path)) => path.file_name().map_or_else(String::new, |n| shown(n.as_ref())),
            Some(Home::Shipped(path)) => format!("presets/{path}"),
            Some(Home::Argument) | None => String::new(),
        };
        match (file.is_empty(), self.path.is_empty()) {
            (true, _) => self.path.clone(),
            (_, true) => file,
            _ => format!("{file}: {}", self.path),
        }
    }
}

/// The path that was perhaps meant: the first key that leads nowhere, replaced by one that is there.
fn nearest(root: &Tree, keys: &[&str]) -> Option<String> {
    let mut here = root;
    for (i, key) in keys.iter().enumerate() {
        let table = here.table()?;
        if let Some(entry) = table.get(key) {
            here = &entry.tree;
            continue;
        }
        let tables = table.entries().iter().filter(|e| e.tree.table().is_some());
        let paths: Vec<_> = tables.map(|e| [&keys[..i], &[&e.key], &keys[i + 1..]].concat().join(".")).collect();
        let meant = did_you_mean(&keys.join("."), paths.iter().map(String::as_str));
        return meant.or_else(|| (!paths.is_empty()).then(|| format!("there are: {}", paths.join(", "))));
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::disk::Shipped;
    use crate::toy::{load_toy, told};

    const SHIPPED: [Shipped; 3] = [
        Shipped { path: "nodes/small.toml", text: "count = 2\nshare = \"7 %\"\n" },
        Shipped { path: "nodes/twin.toml", text: "like = \"./small.toml\"\n" },
        Shipped { path: "nodes/self.toml", text: "like = \"./self.toml\"\n" },
    ];
    const HOME: &str = "[nodes.home]\ncount = 3\nshare = \"5 %\"\n";

    fn check(text: &str, sets: &[&str], expected: &str) {
        assert_eq!(told(&load_toy(text, sets, &SHIPPED)), expected, "{text}");
    }

    #[test]
    fn own_keys_win_over_inherited_ones_along_a_chain() {
        let text = format!("[nodes.c]\nlike = \"nodes.b\"\n[nodes.b]\nlike = \"nodes.home\"\ncount = 1\n{HOME}");
        let expected = "\
[nodes.c]
count = 1
share = \"5 %\"

[nodes.b]
count = 1
share = \"5 %\"

[nodes.home]
count = 3
share = \"5 %\"
";
        check(&text, &[], expected);
    }

    #[test]
    fn what_an_argument_changes_in_the_base_is_inherited() {
        let text = format!("[nodes.b]\nlike = \"nodes.home\"\ncount = 1\n{HOME}");
        let expected = "[nodes.b]\ncount = 1\nshare = \"9%\"\n\n[nodes.home]\ncount = 3\nshare = \"9%\"\n";
        check(&text, &["nodes.home.share=9%"], expected);
    }

    #[test]
    fn a_file_may_be_the_base_and_its_own_paths_start_at_it() {
        let small = "[nodes.a]\nlike = \"presets/nodes/small.toml\"\ncount = 1\n";
        check(small, &[], "[nodes.a]\ncount = 1\nshare = \"7 %\"\n");
        let twin = "[nodes.a]\nlike = \"presets/nodes/twin.toml\"\n";
        check(twin, &[], "[nodes.a]\ncount = 2\nshare = \"7 %\"\n");
    }

    #[test]
    fn a_file_that_many_tables_start_from_is_one_layer() {
        let table = |i| format!("[nodes.n{i}]\nlike = \"presets/nodes/small.toml\"\n");
        let loaded = load_toy(&(0..100).map(table).collect::<String>(), &[], &SHIPPED);
        assert_eq!((loaded.problems.list().len(), loaded.sources.list().len()), (0, 2));
    }

    #[test]
    fn another_choice_than_the_inherited_one_replaces_it() {
        let base = "[pick.power_of_d]\nd = 3\nreplacement = true\n";
        let same = format!("{base}[when]\nlike = \"pick\"\npower_of_d.d = 4\n");
        check(&same, &[], &format!("{base}\n[when.power_of_d]\nd = 4\nreplacement = true\n"));
        let other = format!("{base}[when]\nlike = \"pick\"\nrandom = {{}}\n");
        check(&other, &[], &format!("{base}\n[when.random]\n"));
        let set = format!("{base}[when]\nlike = \"pick\"\n");
        check(&set, &["when.power_of_d.d=4"], &format!("{base}\n[when.power_of_d]\nd = 4\nreplacement = true\n"));
    }

    #[test]
    fn a_choice_said_by_a_plain_text_can_be_the_base() {
        let text = "pick = \"random\"\nwhen.like = \"pick\"\n";
        check(text, &[], "pick = \"random\"\nwhen = \"random\"\n");
    }

    #[test]
    fn what_a_base_inherits_can_be_named_too() {
        let text = "[x.a.b]\nk = 1\n[x.c]\nlike = \"x.a\"\n[y]\nlike = \"x.c.b\"\n";
        check(text, &[], "[x.a.b]\nk = 1\n\n[x.c.b]\nk = 1\n\n[y]\nk = 1\n");
    }

    #[test]
    fn what_cannot_be_the_base_is_told() {
        let wrong = "[nodes.a]\nlike = \"nodes.hone\"\n[nodes.b]\nlike = \"nodes.home.count\"\n[nodes.c]\nlike = 3\n";
        let expected = "\
error: there is no table `nodes.hone`
 --> t.toml:5:8
  |
5 | like = \"nodes.hone\"
  |        ^^^^^^^^^^^^
  |
  = help: did you mean `nodes.home`?

error: `nodes.home.count` is a whole number, not a table
 --> t.toml:7:8
  |
7 | like = \"nodes.home.count\"
  |        ^^^^^^^^^^^^^^^^^^

error: `like` must name a table or a file, not a whole number
 --> t.toml:9:8
  |
9 | like = 3
  |        ^
  |
  = help: as in `like = \"nodes.home\"` or `like = \"presets/network/posp.toml\"`

3 problems in t.toml
";
        check(&format!("{HOME}{wrong}"), &[], expected);
    }

    #[test]
    fn a_circle_is_told_once_and_whole() {
        let expected = "\
error: `like` is circular: nodes.b -> nodes.a -> nodes.b
 --> t.toml:2:8
  |
2 | like = \"nodes.b\"
  |        ^^^^^^^^^
  |
  = help: take one of them out

1 problem in t.toml
";
        check("[nodes.a]\nlike = \"nodes.b\"\n[nodes.b]\nlike = \"nodes.a\"\n", &[], expected);
        let file = "\
error: `like` is circular: presets/nodes/self.toml -> presets/nodes/self.toml
 --> presets/nodes/self.toml:1:8
  |
1 | like = \"./self.toml\"
  |        ^^^^^^^^^^^^^
  |
  = help: take one of them out

1 problem in t.toml
";
        check("[nodes.a]\nlike = \"presets/nodes/self.toml\"\n", &[], file);
    }

    #[test]
    fn a_table_inside_itself_ends_in_a_problem() {
        let deep = "more than 16 tables are chained through `like`";
        let circle = "`like` is circular: a -> a";
        for (text, message) in [("[a.b]\nlike = \"a\"\n", circle), ("[a]\nlike = \"a.b\"\n", deep)] {
            assert_eq!(load_toy(text, &[], &[]).problems.list()[0].message, message, "{text}");
        }
    }

    #[test]
    fn doubling_tables_stop_at_a_limit() {
        let double = |i| format!("[a{i}]\np.like = \"a{0}\"\nq.like = \"a{0}\"\nr.like = \"a{0}\"\n", i - 1);
        let text = format!("[a0]\nk = 1\n{}", (1..16).map(double).collect::<String>());
        let loaded = load_toy(&text, &[], &[]);
        let message = "`like` copies more than 100000 keys";
        assert!(loaded.problems.list().iter().any(|p| p.message == message));
        assert!(loaded.tree.is_none());
    }
}
