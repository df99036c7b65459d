//! Weights of all listed nodes, kept between picks and followed change by change.

use std::ops::Range;

use engine::draws::Draws;
use state::journal::Journal;
use units::ids::NodeId;

use super::policy::{Pick, View};
use super::sums::Sums;

/// The weights of the nodes of one list, by row, and which of the changes of the list and of stakes they know.
///
/// A pick first follows what changed since the last one, `log(n)` for each change, and reads no other node.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    sums: Sums,
    rows: Range<u32>,
    /// Changes of the list and of stakes that were seen; nothing before the first pick.
    seen: Option<(u64, u64)>,
}

/// A weight that can be one: what is negative or does not exist is 0.
#[inline]
pub(super) fn weight(of: f64) -> f64 {
    if of > 0.0 { of.min(f64::MAX / 1e12) } else { 0.0 }
}

impl Weights {
    /// A listed node, with a probability in proportion to its weight; none if all weights are 0.
    pub(super) fn pick(&mut self, view: &View, draws: &mut Draws, of: impl Fn(NodeId) -> f64) -> Pick {
        self.follow(view, &of);
        let at = |node: NodeId| (node.0 - self.rows.start) as usize;
        // Who is out of sight for this pick alone weighs nothing in it, and is none of the list's changes.
        for node in view.roster.hidden() {
            self.sums.set(at(node), 0.0);
        }
        let chosen = self.sums.choose(draws.uniform());
        for node in view.roster.hidden() {
            self.sums.set(at(node), weight(of(node)));
        }
        chosen.map_or(Pick::Refuse, |at| Pick::Node(NodeId(self.rows.start + at as u32)))
    }

    /// Follows what changed since the last pick; looks at all nodes if that is not known.
    fn follow(&mut self, view: &View, of: &impl Fn(NodeId) -> f64) {
        let (list, stakes) = (view.roster.changes(), view.knows.changes());
        let now = (list.noted(), stakes.map_or(0, Journal::noted));
        if self.seen == Some(now) {
            return;
        }
        let rows = view.roster.rows();
        let changed = self.seen.filter(|_| self.rows == rows).and_then(|(of_list, of_stakes)| {
            Some((list.since(of_list)?, stakes.map_or(Some(None), |stakes| stakes.since(of_stakes).map(Some))?))
        });
        if let Some((of_list, of_stakes)) = changed {
            for node in of_list.chain(of_stakes.into_iter().flatten()).filter(|node| rows.contains(&node.0)) {
                let is_listed = view.roster.has(node) || view.roster.hidden().any(|hidden| hidden == node);
                let weight = if is_listed { weight(of(node)) } else { 0.0 };
                self.sums.set((node.0 - rows.start) as usize, weight);
            }
        } else {
            let listed = view.roster.members().iter().copied().chain(view.roster.hidden());
            let weights = listed.map(|node| ((node.0 - rows.start) as usize, weight(of(node))));
            self.sums.fill(rows.len(), weights);
            self.rows = rows;
        }
        self.seen = Some(now);
    }
}
