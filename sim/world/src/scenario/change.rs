//! Settings that change at a time of the run, in the order in which they do.

use units::time::Time;
use units::tree::Value;

/// Settings that change at a time of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// When.
    pub at: Time,
    /// When the rules are again as they were; nothing if they stay.
    pub until: Option<Time>,
    /// The paths of the rules, and their new values.
    pub set: Vec<(String, Value)>,
}

impl Change {
    /// The times at which changes begin or are over: each with whether it begins, and which change it is.
    ///
    /// What is over goes before what begins at the same moment.
    pub fn in_order(changes: &[Self]) -> Vec<(Time, bool, usize)> {
        let mut order = Vec::new();
        for (i, change) in changes.iter().enumerate() {
            order.push((change.at, true, i));
            order.extend(change.until.map(|until| (until, false, i)));
        }
        order.sort_by_key(|&(at, begins, _)| (at, begins));
        order
    }
}
