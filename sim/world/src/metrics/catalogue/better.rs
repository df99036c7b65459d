//! Which way a metric improves, so that a difference between two scenarios can be called better or worse.

use super::{Metric, Owner};
use crate::scenario::{Group, Scenario};

/// Which way a metric improves for those who run and use a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better, as with a latency.
    Less,
    /// More is better, as with the share of requests that are answered.
    More,
    /// Neither: it describes traffic, sizes or prices, or what is gained in it is lost elsewhere.
    Neither,
}

impl Better {
    /// Its name in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::More => "more",
            Self::Neither => "neither",
        }
    }
}

/// Which way a metric improves for this owner: what nodes that cheat earn is neither good nor bad.
pub(super) fn of(scenario: &Scenario, metric: &Metric, row: usize) -> Better {
    let is_of_cheats = metric.owner == Owner::Nodes && !is_honest(&scenario.groups[row]);
    let is_income = metric.better == Better::More && metric.name.contains("_usd");
    if is_of_cheats && is_income { Better::Neither } else { metric.better }
}

/// Which way the sentencing of a group's nodes improves: early for cheats, never for honest nodes.
pub(super) fn of_sentences(group: &Group, if_honest: Better) -> Better {
    match if_honest {
        _ if is_honest(group) => if_honest,
        Better::Less => Better::More,
        Better::More => Better::Less,
        Better::Neither => Better::Neither,
    }
}

fn is_honest(group: &Group) -> bool {
    group.rules.are_honest()
}
