//! The names that may stand in a formula, as whoever reads it declares them.

use std::collections::{BTreeMap, BTreeSet};

use units::time::Span;

use crate::unit::Unit;

/// A name that may stand in a formula: a metric, or a column of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name, a word in lower case.
    pub name: String,
    /// In what it counts.
    pub unit: Unit,
}

/// All names that may stand in a formula, and the coins in which its amounts may be written.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By name, then by owner; the owner of what stands alone is empty.
    columns: BTreeMap<String, BTreeMap<String, Column>>,
    coins: BTreeSet<String>,
    /// What stands with an instant, and the last one.
    timed: BTreeMap<String, (Column, Span)>,
    remedy: Option<String>,
}

impl Names {
    /// No names yet; `remedy` is what is told of an unknown name that resembles none of them.
    pub fn with_remedy(remedy: &str) -> Self {
        Self { remedy: Some(remedy.into()), ..Self::default() }
    }
    /// Adds a name that stands alone.
    pub fn add(&mut self, column: Column) {
        self.add_of("", column);
    }
    /// Adds a name that stands with its owner, as in `share[network.alpha]`; it stands alone if the owner is empty.
    pub fn add_of(&mut self, owner: &str, column: Column) {
        self.columns.entry(column.name.clone()).or_default().insert(owner.into(), column);
    }
    /// Adds a name that stands with an instant, as in `active_nodes_at[20 d]`, of a run that ends at `end`.
    pub fn add_timed(&mut self, column: Column, end: Span) {
        self.timed.insert(column.name.clone(), (column, end));
    }
    /// Lets amounts be written in a coin, as in `5 alp`; `usd` needs not be added.
    pub fn add_coin(&mut self, coin: &str) {
        self.coins.insert(coin.into());
    }

    /// The column of a name and its owner.
    pub(crate) fn find(&self, name: &str, owner: &str) -> Option<&Column> {
        self.columns.get(name)?.get(owner)
    }
    /// The column of a name that stands with an instant, and the last instant.
    pub(crate) fn find_timed(&self, name: &str) -> Option<&(Column, Span)> {
        self.timed.get(name)
    }
    /// All names that stand with an instant.
    pub(crate) fn timed(&self) -> impl Iterator<Item = &str> {
        self.timed.keys().map(String::as_str)
    }
    /// Whose numbers bear a name; empty if nobody's.
    pub(crate) fn owners(&self, name: &str) -> Vec<&str> {
        self.columns.get(name).into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect()
    }
    /// What is told of an unknown name that resembles none of them.
    pub(crate) fn remedy(&self) -> Option<String> {
        self.remedy.clone()
    }
    /// All names, without owners.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().chain(self.timed.keys()).map(String::as_str)
    }
    /// The coins in which amounts may be written.
    pub(crate) fn coins(&self) -> impl Iterator<Item = &str> {
        self.coins.iter().map(String::as_str).chain([units::money::USD])
    }
}
