//! TOML text into the neutral tree, with the place of every key and value.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};
use units::problem::Problems;
use units::tree::{Entry, Place, Table, Tree, Value};

use super::limits::{FAULTS_OF_FORM, FEWER, FLATTER, KEYS, NESTING, TEXT_BYTES, too_deep, too_many};

/// Reads a whole document; nothing if it has faults of form.
pub(super) fn document(text: &str, layer: u32, problems: &mut Problems) -> Option<Tree> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let root = Spanned::new(root.span(), DeValue::Table(root.into_inner()));
    read(root, &errors, Reader::new(text, layer, 0, problems))
}

/// Reads one value that starts at byte `start` of its layer.
pub(super) fn value(text: &str, layer: u32, start: u32, problems: &mut Problems) -> Option<Tree> {
    let (root, errors) = DeValue::parse_recoverable(text);
    read(root, &errors, Reader::new(text, layer, start, problems))
}

/// Whether a text is no TOML value at all, as `20%` is not.
pub(super) fn is_formless(text: &str) -> bool {
    let (root, errors) = DeValue::parse_recoverable(text);
    dismantle(root.into_inner());
    !errors.is_empty()
}

fn read(root: Spanned<DeValue<'_>>, errors: &[toml::de::Error], mut reader: Reader<'_>) -> Option<Tree> {
    for error in errors.iter().take(FAULTS_OF_FORM) {
        reader.form(error);
    }
    let tree = if errors.is_empty() { reader.tree(&root, 0) } else { None };
    dismantle(root.into_inner());
    tree.filter(|_| !reader.failed)
}

struct Reader<'a> {
    text: &'a str,
    layer: u32,
    start: u32,
    keys: usize,
    failed: bool,
    problems: &'a mut Problems,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, layer: u32, start: u32, problems: &'a mut Problems) -> Self {
        Self { text, layer, start, keys: 0, failed: false, problems }
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place { layer: self.layer, start: self.start + span.start as u32, end: self.start + span.end as u32 }
    }

    fn refuse(&mut self, place: Place, message: String, remedy: &str) -> Option<Tree> {
        self.failed = true;
        self.problems.push_with(place, message, remedy);
        None
    }

    /// Notes a fault of form, with what serves where the usual slips are made.
    fn form(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        let place = self.place(span.clone());
        let message = error.message();
        self.failed = true;
        if message.contains("recurs") {
            self.problems.push_with(place, too_deep(), FLATTER);
            return;
        }
        let said = self.text.get(span).unwrap_or("").trim();
        match message {
            _ if message.starts_with("duplicate key") => {
                let remedy = "keep one of them; a table may be opened only once";
                self.problems.push_with(place, format!("`{said}` is defined a second time"), remedy);
            }
            _ if message.contains("must be quoted") && said.is_empty() => {
                self.problems.push(place, "there is no value here");
            }
            _ if message.contains("must be quoted") => {
                let remedy = format!("write `{}`", Value::text(said).inline());
                self.problems.push_with(place, "a text must be in quotes", remedy);
            }
            _ if message.starts_with("invalid boolean") => {
                self.problems.push_with(place, message, "write true or false, or a text in quotes");
            }
            _ => self.problems.push(place, message),
        }
    }

    fn tree(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Option<Tree> {
        let place = self.place(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(self.bounded(text, place)?),
            DeValue::Integer(n) => {
                let Ok(whole) = i64::from_str_radix(n.as_str(), n.radix()) else {
                    let message = format!("{n} is out of range: whole numbers go from {} to {}", i64::MIN, i64::MAX);
                    return self.refuse(place, message, "write it with a decimal point, or in a larger unit");
                };
                Value::Integer(whole)
            }
            DeValue::Float(x) => match x.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() || x.as_str().contains(['i', 'n']) => Value::Float(number),
                _ => return self.refuse(place, format!("{x} is out of range"), "the largest number is 1.8e308"),
            },
            DeValue::Boolean(switch) => Value::Switch(*switch),
            DeValue::Datetime(date) => {
                let message = format!("{date} is a date; a scenario has no calendar");
                return self.refuse(place, message, "count from its beginning, as in `\"6 h\"`");
            }
            DeValue::Array(_) | DeValue::Table(_) if depth >= NESTING => {
                return self.refuse(place, too_deep(), FLATTER);
            }
            DeValue::Array(list) => self.list(list, depth)?,
            DeValue::Table(table) => self.table(table, place, depth)?,
        };
        Some(Tree { place, value })
    }

    fn list(&mut self, list: &DeArray<'_>, depth: usize) -> Option<Value> {
        let mut items = Vec::with_capacity(list.len().min(KEYS));
        for item in list {
            self.count(self.place(item.span()))?;
            items.extend(self.tree(item, depth + 1));
        }
        Some(Value::List(items))
    }

    fn table(&mut self, table: &DeTable<'_>, place: Place, depth: usize) -> Option<Value> {
        // The parser sorts by key; people think in the order of the file.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, value)| first_byte(key, value, depth));
        let mut out = Table::default();
        for (key, value) in entries {
            let key_place = self.place(key.span());
            self.count(if key_place.start == key_place.end { place } else { key_place })?;
            let name = self.bounded(key.get_ref(), key_place)?;
            if let Some(tree) = self.tree(value, depth + 1) {
                out.put(Entry { key: name, place: key_place, tree });
            }
        }
        Some(Value::Table(out))
    }

    fn count(&mut self, place: Place) -> Option<()> {
        self.keys += 1;
        if self.keys == KEYS + 1 {
            self.refuse(place, too_many(), FEWER);
        }
        (self.keys <= KEYS).then_some(())
    }

    fn bounded(&mut self, text: &DeString<'_>, place: Place) -> Option<String> {
        if text.len() > TEXT_BYTES {
            let message = format!("this text has {} bytes; at most {TEXT_BYTES} are read", text.len());
            self.refuse(place, message, "shorten it");
            return None;
        }
        Some(text.to_string())
    }
}

/// The first byte of a key or of anything below it: a table opened late may have had children early.
fn first_byte(key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>, depth: usize) -> usize {
    let own = key.span().start;
    match value.get_ref() {
        DeValue::Table(table) if depth < NESTING => {
            table.iter().map(|(k, v)| first_byte(k, v, depth + 1)).fold(own, usize::min)
        }
        _ => own,
    }
}

/// Takes a value apart without recursion: dotted keys inside inline tables can nest it thousands of levels deep,
/// and dropping that would overflow the stack.
fn dismantle(value: DeValue<'_>) {
    let mut heap = vec![value];
    while let Some(value) = heap.pop() {
        match value {
            DeValue::Table(table) => heap.extend(table.into_iter().map(|(_, v)| v.into_inner())),
            DeValue::Array(list) => heap.extend(list.into_iter().map(Spanned::into_inner)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical;
    use crate::toy::{load_toy, told, tree};

    fn check(text: &str, expected: &str) {
        assert_eq!(told(&load_toy(text, &[], &[])), expected, "{text}");
    }

    fn check_message(text: &str, message: &str, remedy: &str) {
        let loaded = load_toy(text, &[], &[]);
        let [problem] = loaded.problems.list() else { panic!("{} problems", loaded.problems.list().len()) };
        assert_eq!((problem.message.as_str(), problem.remedy.as_deref()), (message, Some(remedy)));
    }

    #[test]
    fn the_order_is_that_of_the_file() {
        let text = "z = 1\na = 2\n\n[m]\nq = 1\nb = 2\n\n[c.x]\n\n[c.a]\n\n[b]\n";
        assert_eq!(canonical(&tree(text).value), text);
        // The table is opened after its child; the child decides where it stands.
        assert_eq!(canonical(&tree("[c.x]\n[b]\n[c]\ny = 1\n").value), "[c]\ny = 1\n\n[c.x]\n\n[b]\n");
    }

    #[test]
    fn a_mark_of_byte_order_and_foreign_line_ends_are_no_fault() {
        check("\u{feff}seed = 1\r\nlist = [\r\n1]\r\n", "seed = 1\nlist = [1]\n");
    }

    #[test]
    fn all_unquoted_texts_are_found_at_once() {
        let expected = "\
error: a text must be in quotes
 --> t.toml:1:9
  |
1 | share = 5 %
  |         ^^^
  |
  = help: write `\"5 %\"`

error: there is no value here
 --> t.toml:2:7
  |
2 | name =
  |       ^

error: invalid boolean, expected `true`
 --> t.toml:3:5
  |
3 | x = tru
  |     ^^^
  |
  = help: write true or false, or a text in quotes

error: `name` is defined a second time
 --> t.toml:4:1
  |
4 | name = \"b\"
  | ^^^^
  |
  = help: keep one of them; a table may be opened only once

4 problems in t.toml
";
        check("share = 5 %\nname =\nx = tru\nname = \"b\"\n", expected);
    }

    #[test]
    fn what_toml_knows_and_a_scenario_does_not_is_refused() {
        let date = "1979-05-27 is a date; a scenario has no calendar";
        check_message("at = 1979-05-27\n", date, "count from its beginning, as in `\"6 h\"`");
        let number =
            "99999999999999999999 is out of range: whole numbers go from -9223372036854775808 to 9223372036854775807";
        check_message("n = 99_999_999_999_999_999_999\n", number, "write it with a decimal point, or in a larger unit");
        check_message("x = 1e999\n", "1e999 is out of range", "the largest number is 1.8e308");
    }

    #[test]
    fn limits_say_which_they_are() {
        let deep = "tables and lists are nested more than 16 deep";
        check_message(&format!("a = {}1{}\n", "[".repeat(16), "]".repeat(16)), deep, "use fewer levels");
        check_message(&format!("a{} = 1\n", ".a".repeat(16)), deep, "use fewer levels");
        check_message(&format!("a = {}1{}\n", "[".repeat(200), "]".repeat(200)), deep, "use fewer levels");
        check_message(&format!("a{} = 1\n", ".a".repeat(200)), deep, "use fewer levels");
        let many = "there are more than 10000 keys and list items";
        let remedy = "move long lists into a CSV file and name the file";
        check_message(&format!("a = [{}]\n", "1,".repeat(10_000)), many, remedy);
        let keys = (0..10_001).map(|i| format!("a{i} = 1")).collect::<Vec<_>>().join("\n");
        check_message(&keys, many, remedy);
        let long = "this text has 4097 bytes; at most 4096 are read";
        check_message(&format!("a = \"{}\"\n", "x".repeat(4097)), long, "shorten it");
        check_message(&format!("{} = 1\n", "x".repeat(4097)), long, "shorten it");
    }

    #[test]
    fn depth_at_the_limit_is_read() {
        let text = format!("a = {}1{}\n", "[".repeat(15), "]".repeat(15));
        check(&text, &text);
    }

    #[test]
    fn dotted_keys_inside_inline_tables_cannot_overflow_the_stack() {
        let path = vec!["a"; 75].join(".");
        let text = format!("{}b = 1{}\n", format!("{path} = {{").repeat(75), "}".repeat(75));
        let deep = "tables and lists are nested more than 16 deep";
        check_message(&text, deep, "use fewer levels");
    }

    #[test]
    fn any_text_gives_either_a_tree_or_a_problem() {
        let text = "name = \"t\"\n[nodes.home]\ncount = 3 # é\nx = [1, {a = 'b'}]\n[[list]]\ny = 1.5e3\n";
        let cuts = (0..=text.len()).filter(|&cut| text.is_char_boundary(cut));
        for (before, after) in cuts.map(|cut| text.split_at(cut)) {
            for insert in ["\"", "[", "]", "{", "=", ".", "\n", "\0", "é", "'''", ","] {
                let text = format!("{before}{insert}{after}");
                let mut problems = Problems::default();
                let tree = document(&text, 0, &mut problems);
                assert_eq!(tree.is_some(), problems.is_empty(), "{text}");
            }
        }
    }
}
