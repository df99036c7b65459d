//! The neutral spanned tree: what a scenario file says before anybody knows what it means.

use std::fmt::Write as _;

/// Where a value stands: bytes `start .. end` of the text of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which layer (file, `--set`); [`Place::NONE`] for values that stand nowhere.
    pub layer: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Place {
    /// No place: a default, or a value made by the program.
    pub const NONE: Self = Self { layer: u32::MAX, start: 0, end: 0 };

    /// Whether the value stands in no text.
    pub fn is_none(self) -> bool {
        self.layer == u32::MAX
    }
}

/// A value with the place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value,
}

/// What a value can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a point.
    Float(f64),
    /// A switch.
    Switch(bool),
    /// A list.
    List(Vec<Tree>),
    /// A table.
    Table(Table),
}

/// Keys with their values, in the order of their first appearance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<Entry>,
}

/// One key of a table and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// What it says.
    pub tree: Tree,
}

impl Table {
    /// All entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key)
    }
    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Tree> {
        self.entries.iter_mut().find(|e| e.key == key).map(|e| &mut e.tree)
    }
    /// Puts a key, in its old place if it was there.
    pub fn put(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|e| e.key == entry.key) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }
    /// Takes a key out.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|e| e.key == key)?;
        Some(self.entries.remove(at))
    }
    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Tree {
    /// A value that stands nowhere.
    pub fn bare(value: Value) -> Self {
        Self { place: Place::NONE, value }
    }
    /// The table, if this is one.
    pub fn table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }
    /// The value at a dotted path, if there is one.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |tree, key| tree.table()?.get(key).map(|e| &e.tree))
    }
}

impl Place {
    /// The place of some bytes of a text that stands here in quotes; the whole if an escape shifts them.
    pub fn of_part(self, text: &str, start: usize, end: usize) -> Self {
        // The text stands one quote inside.
        if self.is_none() || (self.end - self.start) as usize != text.len() + 2 {
            return self;
        }
        let first = self.start + 1 + start as u32;
        Self { start: first, end: (self.start + 1 + end as u32).max(first + 1), ..self }
    }
}

impl Value {
    /// A text value.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over literals and fresh values alike")]
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }
    /// What to call such a value in a message.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Switch(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
    /// The value as TOML would write it inline.
    pub fn inline(&self) -> String {
        let mut out = String::new();
        self.write_inline(&mut out);
        out
    }

    fn write_inline(&self, out: &mut String) {
        match self {
            Self::Text(text) => quote(text, out),
            Self::Integer(n) => {
                let _ = write!(out, "{n}");
            }
            Self::Float(x) => {
                let _ = write!(out, "{x:?}");
            }
            Self::Switch(b) => {
                let _ = write!(out, "{b}");
            }
            Self::List(list) => {
                out.push('[');
                for (i, item) in list.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ", " });
                    item.value.write_inline(out);
                }
                out.push(']');
            }
            Self::Table(table) if table.is_empty() => out.push_str("{}"),
            Self::Table(table) => {
                out.push_str("{ ");
                for (i, entry) in table.entries().iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ", " });
                    let _ = write!(out, "{} = ", key_text(&entry.key));
                    entry.tree.value.write_inline(out);
                }
                out.push_str(" }");
            }
        }
    }
}

/// A key as TOML writes it: bare if it can be, else quoted.
pub fn key_text(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare {
        return key.into();
    }
    let mut out = String::new();
    quote(key, &mut out);
    out
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
