//! Nodes that failed a check are watched closely, until they have passed some epochs.

use engine::agenda::Class;
use rules::slashing::{Evidence, Finding, Offence};
use state::requests::Request;
use units::ids::{LlmId, NetworkId, NodeId};
use units::share::Share;
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// A check of a node was passed or failed: it comes on probation, or its epoch goes on.
    #[cold]
    pub(super) fn note_check(&mut self, network: NetworkId, evidence: &Evidence) {
        let (node, now) = (evidence.node, self.now);
        let Some(kept) = &mut self.state.networks[network.row()].probations else { return };
        if evidence.offence != Offence::WrongAnswer {
            return;
        }
        let has_failed = evidence.finding == Finding::Offended;
        if let Some(term) = &mut kept.terms[node.row()] {
            term.has_failed |= has_failed;
            term.passed = term.passed.saturating_add(u32::from(!has_failed));
        } else if has_failed {
            kept.begin(node, now);
            let is_first = !std::mem::replace(&mut kept.is_due, true);
            self.state.meters.put_on_probation(now, network);
            if is_first {
                self.plan_probation(network);
            }
            self.list_anew(network, node);
        }
    }

    /// Schedules the end of the present epoch.
    fn plan_probation(&mut self, network: NetworkId) {
        let Some(rule) = &self.scenario.networks[network.row()].rules.probation else { return };
        let epoch = rule.epoch.ns().max(1);
        let end = (self.now.ns() / epoch + 1).saturating_mul(epoch);
        self.agenda.at(Time::ZERO + Span::from_ns(end), Class::Timer, Event::Probation(network));
    }

    /// An epoch ends: who has passed enough of them is free. O(nodes on probation).
    pub(in crate::dynamics) fn review_probations(&mut self, network: NetworkId) {
        let Some(rule) = &self.scenario.networks[network.row()].rules.probation else { return };
        let Some(kept) = &mut self.state.networks[network.row()].probations else { return };
        let mut free = Vec::new();
        for &node in &kept.nodes {
            let Some(term) = &mut kept.terms[node.row()] else { continue };
            term.clean = rule.clean(term.clean, term.has_failed, term.passed);
            (term.has_failed, term.passed) = (false, 0);
            if term.clean >= rule.epochs {
                free.push(node);
            }
        }
        for node in free {
            self.end_probation(network, node);
            self.list_anew(network, node);
            if self.state.meters.held > 0 && self.state.nodes.is_up(node) {
                self.ask_held(node);
            }
        }
        let Some(kept) = &mut self.state.networks[network.row()].probations else { return };
        kept.is_due = !kept.nodes.is_empty();
        if kept.is_due {
            self.plan_probation(network);
        }
    }

    fn end_probation(&mut self, network: NetworkId, node: NodeId) {
        let Some(kept) = &mut self.state.networks[network.row()].probations else { return };
        if let Some(since) = kept.end(node) {
            self.state.meters.end_probation(self.now, network, since);
        }
    }

    /// A node leaves for good: whoever has its row next is on no probation.
    pub(in crate::dynamics) fn leave_probations(&mut self, node: NodeId) {
        for network in (0..self.scenario.networks.len()).map(NetworkId::of) {
            let Some(kept) = &mut self.state.networks[network.row()].probations else { continue };
            if kept.end(node).is_some() {
                self.state.meters.leave_probation(self.now, network);
            }
        }
    }

    /// The share of the answers of a request's server that are checked, at least.
    #[inline]
    pub(super) fn least_checked(&self, row: &Request) -> Share {
        match &self.state.networks[row.network.row()].probations {
            Some(kept) if kept.has(row.server) => {
                let rule = self.scenario.networks[row.network.row()].rules.probation.as_ref();
                rule.map_or(Share::ZERO, |rule| rule.check)
            }
            _ => Share::ZERO,
        }
    }

    /// Whether a node would be listed for an LLM if it were not on probation.
    pub(super) fn is_set_apart(&self, network: NetworkId, node: NodeId, llm: LlmId) -> bool {
        let kept = self.state.networks[network.row()].probations.as_ref();
        kept.is_some_and(|kept| kept.sets_apart(node))
            && self.state.is_known(network, node)
            && self.is_in_good_standing(network, node)
            && self.admits(network, node)
            && !self.state.is_measured(self.scenario, node)
            && self.scenario.groups[self.state.group(node).row()].llms.contains(&llm)
    }
}
