//! Values under names: tables such as `[nodes.home]`, or a stake for each network.

use super::{Bounds, Kind, Setting};
use crate::problem::Problems;
use crate::quantity::Name;
use crate::reference::{Ref, Row, Target};
use crate::tree::{Entry, Place, Table, Tree, Value};

/// Values under names, in the order of the file.
///
/// The names are the writer's choice, or refer to tables as a [`Ref`] does.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T, K = Name> {
    /// The names and their values.
    pub list: Vec<(K, T)>,
}

/// A name under which a value stands.
pub trait Key: Clone {
    /// What it refers to; nothing for a name of the writer's choice.
    const TARGET: Option<Target>;
    /// A name that was written at a place.
    fn new(text: &str, place: Place) -> Self;
    /// The name itself.
    fn text(&self) -> &str;
}

impl Key for Name {
    const TARGET: Option<Target> = None;
    fn new(text: &str, place: Place) -> Self {
        Self { text: text.into(), place }
    }
    fn text(&self) -> &str {
        &self.text
    }
}

impl<R: Row> Key for Ref<R> {
    const TARGET: Option<Target> = Some(R::TARGET);
    fn new(text: &str, place: Place) -> Self {
        Self::new(text, place)
    }
    fn text(&self) -> &str {
        &self.text
    }
}

impl<T, K> Default for Named<T, K> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

impl<T, K: Key> Named<T, K> {
    /// The position of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|(n, _)| n.text() == name)
    }
    /// The value of a name.
    pub fn get_named(&self, name: &str) -> Option<&T> {
        self.list.iter().find(|(n, _)| n.text() == name).map(|(_, v)| v)
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// All values in order.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.list.iter().map(|(_, v)| v)
    }
    /// All names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(n, _)| n.text())
    }
}

/// The value at a position.
impl<T, K> std::ops::Index<usize> for Named<T, K> {
    type Output = T;
    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.list[at].1
    }
}

impl<T: Setting, K: Key> Setting for Named<T, K> {
    fn kind() -> Kind {
        Kind::Named(K::TARGET, Box::new(T::kind()))
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let Value::Table(table) = &tree.value else {
            problems.push(tree.place, format!("this must hold named tables, not {}", tree.value.what()));
            return None;
        };
        let mut list = Vec::new();
        let mut whole = true;
        for entry in table.entries() {
            if !Name::is_fit(&entry.key) {
                let message = format!("`{}` cannot be a name", entry.key);
                problems.push_with(entry.place, message, "use letters, digits, `_` and `-`, at most 64 of them");
            }
            match T::read(&entry.tree, problems) {
                Some(value) => list.push((K::new(&entry.key, entry.place), value)),
                None => whole = false,
            }
        }
        whole.then_some(Self { list })
    }
    fn write(&self) -> Value {
        let mut table = Table::default();
        for (name, value) in &self.list {
            table.put(Entry { key: name.text().into(), place: Place::NONE, tree: Tree::bare(value.write()) });
        }
        Value::Table(table)
    }
    fn absent() -> Option<Self> {
        Some(Self::default())
    }
    fn keeps(&self, bounds: &Bounds) -> bool {
        self.values().all(|value| value.keeps(bounds))
    }
    fn bound(text: &str) -> Option<f64> {
        T::bound(text)
    }
    fn get(&self, path: &[&str]) -> Option<Value> {
        match path {
            [] => Some(self.write()),
            [name, rest @ ..] => self.get_named(name)?.get(rest),
        }
    }
    fn set(&mut self, path: &[&str], tree: &Tree, problems: &mut Problems) -> bool {
        match path {
            [] => false,
            [name, rest @ ..] => {
                let found = self.list.iter_mut().find(|(n, _)| n.text() == *name);
                found.is_some_and(|(_, value)| value.set(rest, tree, problems))
            }
        }
    }
}
