//! Networks hear what is seen of nodes, and publish what they think of them.

use engine::agenda::Class;
use rules::reputation::{Member, Observation, Seen};
use rules::verification::Verdict;
use state::attempts::Attempt;
use state::requests::{NO_BALLOT, Request};
use units::ids::{NetworkId, NodeId, RequestId};

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::Moment;

/// Reputations follow verdicts and come before fees and new coins.
const REPUTATIONS: Class = Class::Timer;

impl Moment<'_> {
    /// Schedules the first publications.
    pub(in crate::dynamics) fn plan_reputations(&mut self) {
        for (at, row) in self.scenario.networks.iter().enumerate() {
            if let Some(kept) = row.rules.reputation.as_ref().filter(|kept| kept.every.ns() > 0) {
                self.agenda.after(kept.every, REPUTATIONS, Event::Rate(NetworkId::of(at)));
            }
        }
    }

    /// A node has come to a network, of which nothing is known.
    pub(super) fn begin_reputation(&mut self, network: NetworkId, node: NodeId) {
        let (now, group) = (self.now, self.state.group(node));
        let Some(rules) = &self.scenario.networks[network.row()].rules.reputation else { return };
        if let Some(kept) = &mut self.state.networks[network.row()].reputations {
            rules.by.forget(&mut kept.memory, node);
            kept.begin(node, group, rules.by.opening(), now);
        }
    }

    /// A node has left a network for good.
    pub(in crate::dynamics) fn end_reputation(&mut self, network: NetworkId, node: NodeId) {
        let (now, group) = (self.now, self.state.group(node));
        if let Some(kept) = &mut self.state.networks[network.row()].reputations {
            kept.end(node, group, now);
        }
    }

    /// An answer is settled: what was found of it is heard, where verdicts are.
    #[cold]
    pub(in crate::dynamics) fn rate_answer(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let Some(kept) = &self.state.networks[row.network.row()].reputations else { return };
        if self.state.nodes.generation(row.server) != row.server_generation {
            return;
        }
        let is_checked = row.checker != row.server || row.ballot != NO_BALLOT;
        if kept.is_pairwise {
            if row.ballot != NO_BALLOT {
                self.hear_votes(&row);
            }
            return;
        }
        let seen = match (row.is_convicted, is_checked) {
            (true, _) => Seen::Wrong,
            (false, true) => Seen::Right,
            (false, false) => Seen::Answered,
        };
        self.note_seen(row.network, row.server, None, seen);
    }

    /// Each member of a panel says of the answer what its vote says.
    fn hear_votes(&mut self, row: &Request) {
        let ballot = *self.state.ballots.row(row.ballot);
        let is_against = self.is_against(row, &ballot);
        for (seat, &member) in ballot.members().iter().enumerate() {
            if let Some(vote) = ballot.vote_of(seat).filter(|_| self.state.nodes.is_current(member)) {
                let seen = if vote == is_against { Seen::Right } else { Seen::Wrong };
                self.note_seen(row.network, row.server, Some(member.id), seen);
            }
        }
    }

    /// A checker has said something of an answer.
    #[cold]
    pub(super) fn hear_checker(&mut self, attempt: &Attempt, verdict: Verdict) {
        let row = *self.state.requests.get(attempt.request);
        let is_pairwise = self.state.networks[row.network.row()].reputations.as_ref().is_some_and(|r| r.is_pairwise);
        if is_pairwise && self.state.nodes.generation(row.server) == row.server_generation {
            let seen = if verdict == Verdict::Pass { Seen::Right } else { Seen::Wrong };
            self.note_seen(row.network, row.server, Some(attempt.node), seen);
        }
    }

    /// An attempt was lost, and its node is to blame.
    #[cold]
    pub(in crate::dynamics) fn rate_loss(&mut self, network: NetworkId, attempt: &Attempt, cause: Cause) {
        let is_to_blame = matches!(cause, Cause::NodeGone | Cause::NodeLeft | Cause::TimedOut);
        // Whoever has taken the row since has lost nothing.
        if is_to_blame && self.state.nodes.generation(attempt.node) == attempt.node_generation {
            self.note_seen(network, attempt.node, None, Seen::Lost);
        }
    }

    /// Something was seen of a node.
    pub(super) fn note_seen(&mut self, network: NetworkId, node: NodeId, by: Option<NodeId>, seen: Seen) {
        let now = self.now;
        let Some(rules) = self.scenario.networks[network.row()].rules.reputation.as_ref().filter(|r| r.hears(seen))
        else {
            return;
        };
        let Some(kept) = &mut self.state.networks[network.row()].reputations else { return };
        rules.by.hear(&mut kept.memory, &Observation { node, by, seen, now });
        if kept.is_instant
            && let Some(score) = rules.by.own(&mut kept.memory, node, now)
        {
            self.publish_of(network, node, score);
        }
    }

    /// A period ends: the reputations of all nodes of a network are published.
    pub(in crate::dynamics) fn publish_reputations(&mut self, network: NetworkId) {
        let Some(rules) = &self.scenario.networks[network.row()].rules.reputation else { return };
        let members: Vec<Member> = (0..self.state.nodes.len()).map(|i| self.rated(network, NodeId::of(i))).collect();
        let now = self.now;
        let Some(kept) = &mut self.state.networks[network.row()].reputations else { return };
        let scores = rules.by.publish(&mut kept.memory, &members, now);
        let dividends = rules.by.dividends(&mut kept.memory);
        let nodes = &self.state.nodes;
        kept.pay(&dividends, |node| nodes.identity(node).group);
        for (i, score) in scores.into_iter().enumerate() {
            self.publish_of(network, NodeId::of(i), score);
        }
        self.agenda.after(rules.every, REPUTATIONS, Event::Rate(network));
    }

    /// A node as it is when reputations are published.
    fn rated(&self, network: NetworkId, node: NodeId) -> Member {
        let group = self.state.group(node);
        let row = &self.scenario.networks[network.row()];
        let is_member = self.state.bonds.standing(network, node).is_member;
        Member {
            is_member,
            is_up: self.state.nodes.is_up(node),
            stake: if is_member { self.stakes(network, node, self.now).bonded } else { 0 },
            is_pretrusted: row.pretrusted.is_empty() || row.pretrusted.contains(&group),
            copies: self.state.conduct_of(self.scenario, node).policy().copies_weights(),
        }
    }

    /// A node has this reputation from now on: it may be listed now, or no longer.
    fn publish_of(&mut self, network: NetworkId, node: NodeId, score: f64) {
        let (now, group) = (self.now, self.state.group(node));
        let Some(kept) = &mut self.state.networks[network.row()].reputations else { return };
        let before = kept.set(node, group, score, now);
        if score < before {
            self.mind_reputation(node, score);
        }
        let least = self.scenario.networks[network.row()].rules.permission.policy().least_reputation();
        if least.is_some_and(|least| (before >= least) != (score >= least)) {
            self.list_anew(network, node);
            if self.state.meters.held > 0 && self.state.nodes.is_up(node) {
                self.ask_held(node);
            }
        }
    }
}
