//! Stakes of absent nodes leak while too little stake is there.

use engine::agenda::Class;
use rules::slashing::{Destination, Evidence, Finding, Offence, Sentence};
use state::ledger::Account;
use units::ids::{NetworkId, NodeId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;
use crate::world::networks::Sides;

/// Like slashes, before fees and new coins.
const LEAKS: Class = Class::Timer;

impl Moment<'_> {
    /// Schedules the first epochs of leaks.
    pub(in crate::dynamics) fn plan_leaks(&mut self) {
        for (at, row) in self.scenario.networks.iter().enumerate() {
            if let Some(leak) = &row.rules.leak {
                self.agenda.after(leak.epoch, LEAKS, Event::Leak(NetworkId::of(at)));
            }
        }
    }

    /// An epoch ends: scores change, and stakes of absent nodes lose something if the network leaks. O(nodes).
    pub(in crate::dynamics) fn leak(&mut self, network: NetworkId) {
        let row = &self.scenario.networks[network.row()];
        let (Some(rules), Some(coin)) = (&row.rules.leak, row.coin) else { return };
        let home = self.scenario.home(network);
        let is_counted = |node: &NodeId| {
            let standing = self.state.bonds.standing(network, *node);
            standing.is_member && !standing.is_tombstoned
        };
        let members: Vec<(NodeId, i64, bool)> = (0..self.state.nodes.len())
            .map(NodeId::of)
            .filter(is_counted)
            .map(|node| {
                let stake = self.state.ledger.balance(coin, Account::Bond(home, node));
                (node, stake, self.state.nodes.is_up(node))
            })
            .collect();
        let sum = |is_up: bool| {
            let own = members.iter().filter(|member| member.2 || !is_up);
            own.map(|member| i128::from(member.1)).sum::<i128>()
        };
        let enough = sum(true) as f64 >= rules.needs.as_f64() * sum(false) as f64;
        let Some(leaks) = &mut self.state.networks[network.row()].leaks else { return };
        leaks.low = if enough { 0 } else { leaks.low.saturating_add(1) };
        let is_leaking = leaks.low > rules.patience;
        let mut lost = Vec::new();
        for &(node, stake, is_up) in &members {
            let score = rules.score(leaks.scores[node.row()], is_up, is_leaking);
            leaks.scores[node.row()] = score;
            let first = *leaks.first[node.row()].get_or_insert(stake);
            let penalty = if is_leaking { rules.penalty(stake, score) } else { 0 };
            let is_out = rules.ejects.is_some_and(|below| ((stake - penalty) as f64) < below.as_f64() * first as f64);
            if penalty > 0 || is_out {
                lost.push((node, penalty, is_out));
            }
        }
        for (node, slash, tombstone) in lost {
            let (offence, finding) = (Offence::Absence, Finding::Offended);
            let evidence = Evidence { node, offence, finding, at: self.now, now: self.now };
            let sentence = Sentence { slash, jail: Span::ZERO, tombstone, destination: Destination::Burn };
            self.execute(network, &evidence, &sentence, Sides::default());
        }
        self.agenda.after(rules.epoch, LEAKS, Event::Leak(network));
    }
}
