//! Arguments of the command line that change one value: `--set network.alpha.fee=5%`.

use units::problem::Problems;
use units::tree::{Place, Tree, Value};

use super::home::Home;
use super::layers::Loader;
use super::sources::Source;
use super::{EXTENDS_KEY, parse};

/// One `a.b.c=VALUE`, and how many keys its path has: the value is TOML, or a plain text where it is none.
pub(super) fn read(loader: &mut Loader<'_>, name: String, argument: &str) -> Option<(Tree, usize)> {
    loader.count()?;
    let layer = loader.sources.add(Source { name, text: argument.into(), home: Home::Argument });
    let all = Place { layer, start: 0, end: argument.len() as u32 };
    let example = "as in `--set network.alpha.slashing.wrong_answer.fixed.share=20%`";
    // A quoted key may hold the sign itself.
    let key = argument.match_indices('=').take(8).find_map(|(at, _)| {
        let path = parse::document(&format!("{}=0", &argument[..at]), layer, &mut Problems::default())?;
        Some((path, at))
    });
    let Some((path, at)) = key else {
        loader.refuse(all, "this needs a path and a value".into(), Some(example.into()));
        return None;
    };
    let rest = &argument[at + 1..];
    let text = rest.trim();
    let start = at + 1 + (rest.len() - rest.trim_start().len());
    if text.is_empty() {
        loader.refuse(all, "this has no value".into(), Some(example.into()));
        return None;
    }
    let mut faults = Problems::default();
    let value = match parse::value(text, layer, start as u32, &mut faults) {
        Some(value) => value,
        // What opens as a list, a table or a quoted text was meant as one; what broke a limit broke it.
        None if text.starts_with(['[', '{', '"', '\'']) || !parse::is_formless(text) => {
            for fault in faults.list() {
                loader.refuse(fault.place, fault.message.clone(), fault.remedy.clone());
            }
            return None;
        }
        None => {
            let place = Place { layer, start: start as u32, end: (start + text.len()) as u32 };
            Tree { place, value: Value::text(text) }
        }
    };
    let mut tree = path;
    if tree.table()?.get(EXTENDS_KEY).is_some() {
        loader.refuse(all, "`extends` is allowed only in a file".into(), Some("use `--preset`".into()));
        return None;
    }
    let keys = plant(&mut tree, value);
    Some((tree, keys))
}

/// Puts the value at the end of a path of tables; says how many keys the path has.
fn plant(tree: &mut Tree, value: Tree) -> usize {
    if let Value::Table(table) = &mut tree.value {
        let key = table.entries()[0].key.clone();
        1 + table.get_mut(&key).map_or(0, |inner| plant(inner, value))
    } else {
        *tree = value;
        0
    }
}

#[cfg(test)]
mod tests {
    use crate::toy::{load_toy, told};

    fn check(text: &str, sets: &[&str], expected: &str) {
        assert_eq!(told(&load_toy(text, sets, &[])), expected, "{text} {sets:?}");
    }

    #[test]
    fn arguments_win_and_are_toml_or_else_plain_text() {
        let check = |argument: &str, expected: &str| check("seed = 1\n", &[argument], expected);
        check("nodes.home.share=20%", "seed = 1\n\n[nodes.home]\nshare = \"20%\"\n");
        check("nodes.home.share = 1/4096 ", "seed = 1\n\n[nodes.home]\nshare = \"1/4096\"\n");
        check("nodes.home.count=1_000", "seed = 1\n\n[nodes.home]\ncount = 1000\n");
        check("pick=random", "seed = 1\npick = \"random\"\n");
        check("list=[1, 2]", "seed = 1\nlist = [1, 2]\n");
        check("x.\"a=b\".c=true", "seed = 1\n\n[x.\"a=b\"]\nc = true\n");
        check("pick={ power_of_d = { d = 3 } }", "seed = 1\n\n[pick.power_of_d]\nd = 3\n");
    }

    #[test]
    fn wrong_arguments_are_shown_as_lines() {
        let expected = "\
error: this needs a path and a value
 --> --set 1:1:1
  |
1 | seed
  | ^^^^
  |
  = help: as in `--set network.alpha.slashing.wrong_answer.fixed.share=20%`

error: unclosed array, expected `]`
 --> --set 2:1:8
  |
1 | list=[1
  |        ^

error: this has no value
 --> --set 3:1:1
  |
1 | seed=
  | ^^^^^
  |
  = help: as in `--set network.alpha.slashing.wrong_answer.fixed.share=20%`

error: 1979-05-27 is a date; a scenario has no calendar
 --> --set 4:1:6
  |
1 | name=1979-05-27
  |      ^^^^^^^^^^
  |
  = help: count from its beginning, as in `\"6 h\"`

error: `extends` is allowed only in a file
 --> --set 5:1:1
  |
1 | extends=[\"a.toml\"]
  | ^^^^^^^^^^^^^^^^^^
  |
  = help: use `--preset`

5 problems in t.toml
";
        check("seed = 1\n", &["seed", "list=[1", "seed=", "name=1979-05-27", "extends=[\"a.toml\"]"], expected);
    }
}
