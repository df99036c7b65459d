//! Which nodes of a group are in, where operators set them up and take them down by what they earn.

use units::time::Time;

use super::margins::Margins;
use crate::scenario::Group;

/// The nodes of a group whose operators enter and leave.
#[derive(Clone, Debug)]
pub(crate) struct Fleet {
    /// Where each node is on its way, by place in the group, and since when.
    pub(crate) stages: Vec<(Stage, Time)>,
    /// What its operators earn.
    pub(crate) margins: Margins,
    /// Nodes set up and taken down since the warm-up ended.
    pub(crate) entered: u64,
    pub(crate) left: u64,
    /// Nodes that could not buy their stakes once they were set up.
    pub(crate) dropped: u64,
}

/// Where a node is on its way in and out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody has set it up.
    Out,
    /// It is bought, and being set up.
    Setup,
    /// It is in, up or not.
    In,
    /// It has left a network, and is being set up for another.
    Moving,
    /// Its operator has given it up, or moves it, and it serves until its stake may go.
    Leaving,
    /// It was taken down, and a list still knows it.
    Going,
}

impl Fleet {
    /// Of a group at the start; none where operators do not decide on single nodes.
    pub(crate) fn new(group: &Group) -> Option<Self> {
        if !group.rules.are_chosen() {
            return None;
        }
        let terms = group.rules.entry.policy().terms();
        let start = terms.and_then(|terms| terms.start).unwrap_or(group.rules.count);
        let stage = |i: u32| (if i < start { Stage::In } else { Stage::Out }, Time::ZERO);
        Some(Self {
            stages: (0..group.rules.count).map(stage).collect(),
            margins: Margins::new(group.operators as usize),
            entered: 0,
            left: 0,
            dropped: 0,
        })
    }
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear(&mut self) {
        (self.entered, self.left, self.dropped) = (0, 0, 0);
    }
    /// How many nodes are in.
    pub(crate) fn n_in(&self) -> usize {
        self.stages.iter().filter(|s| matches!(s.0, Stage::In | Stage::Moving | Stage::Leaving)).count()
    }
}
