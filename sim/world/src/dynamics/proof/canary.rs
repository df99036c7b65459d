//! Canaries: requests whose answers are known, sent to nodes among those of users.

use engine::agenda::Class;
use engine::draws::{Attribute, Index, Purpose, name_hash};
use engine::math;
use rules::reputation::Seen;
use rules::slashing::{Evidence, Finding, Offence};
use rules::verification::{Answer, Probing, Truth, Verdict};
use state::attempts::{Attempt, Effort};
use state::requests::{CANARY, Request, Sent, Stage};
use units::ids::{GroupId, NetworkId, NodeId, RequestId};
use units::time::Span;

use crate::dynamics::service::{part, service};
use crate::event::Event;
use crate::world::Moment;
use crate::world::networks::{Shape, Sides};

/// Whom a canary goes to, and how long until the next.
const NODE: Attribute = Attribute(0);
const GAP: Attribute = Attribute(1);

impl Moment<'_> {
    /// Schedules the first canaries of all networks that send any.
    pub(in crate::dynamics) fn plan_canaries(&mut self) {
        for network in (0..self.scenario.networks.len()).map(NetworkId::of) {
            for rule in 0..self.scenario.networks[network.row()].rules.verification.len() {
                self.plan_canary(network, rule as u16, 0);
            }
        }
    }

    /// Schedules the next canary of a rule: all nodes of a network together are a Poisson process.
    fn plan_canary(&mut self, network: NetworkId, rule: u16, number: u32) {
        let Some(Probing { every, .. }) = self.probing(network, rule) else { return };
        let n: u64 = self.probed(network).map(|(_, count)| u64::from(count)).sum();
        if n == 0 {
            return;
        }
        let drawn = self.canary_draws(network, rule, number, GAP).uniform();
        let gap = Span::from_ns((-math::ln(drawn) * every.ns() as f64 / n as f64) as u64);
        self.agenda.after(gap, Class::Timer, Event::Probe { network, rule, number });
    }

    fn probing(&self, network: NetworkId, rule: u16) -> Option<Probing> {
        self.scenario.networks[network.row()].rules.verification[usize::from(rule)].policy().probes()
    }

    fn canary_draws(&self, network: NetworkId, rule: u16, number: u32, what: Attribute) -> engine::draws::Draws {
        let entity = name_hash(&self.scenario.networks[network.row()].name);
        let index = Index::Canary { number: number.into(), rule };
        self.stream(Purpose::Canary, entity).draws_for(index.bits(), what)
    }

    /// The groups whose nodes are sent canaries, with their sizes.
    fn probed(&self, network: NetworkId) -> impl Iterator<Item = (GroupId, u32)> + use<'_> {
        let groups = self.scenario.groups.iter().enumerate();
        let serving = groups.filter(move |(_, group)| group.networks.contains(&network) && !group.checks_only);
        serving.map(|(at, group)| (GroupId::of(at), group.rules.count))
    }

    /// A canary is sent, if its node is listed, or is not only for it is on probation.
    pub(in crate::dynamics) fn probe(&mut self, network: NetworkId, rule: u16, number: u32) {
        self.plan_canary(network, rule, number.wrapping_add(1));
        let Some(shape) = self.state.networks[network.row()].shape else { return };
        let n: u32 = self.probed(network).map(|(_, count)| count).sum();
        let mut at = self.canary_draws(network, rule, number, NODE).below(n.max(1));
        let mut groups = self.probed(network);
        let node = loop {
            let Some((group, count)) = groups.next() else { return };
            if at < count {
                break NodeId(self.state.groups[group.row()].first + at);
            }
            at -= count;
        };
        drop(groups);
        let roster = self.scenario.roster_for(shape.users, network, shape.llm);
        if self.state.rosters[roster].has(node) || self.is_set_apart(network, node, shape.llm) {
            self.send_canary(network, rule, number, node, shape);
        }
    }

    /// Sends a canary that looks like the last request that was answered.
    fn send_canary(&mut self, network: NetworkId, rule: u16, number: u32, node: NodeId, shape: Shape) {
        let Shape { users, gateway, llm, need } = shape;
        let sent = Sent { number: CANARY | u64::from(number), at: self.now, need, llm, users, gateway, network };
        let row = Request { stage: Stage::Answered, answered: self.now, server: node, ..Request::entering(sent) };
        let request = self.state.requests.open(|| row, state::requests::Shared::NOTHING);
        if let Some(exposures) = &mut self.state.exposures {
            exposures.begin(request);
            exposures.of(request).has_moved = true;
        }
        self.state.meters.networks[network.row()].disputes.canaries += 1;
        let effort = self.canary_effort(&row, rule, node);
        self.open_check(request, node, state::attempts::Purpose::Check { rule }, effort);
    }

    /// What a node does with a canary: what it does with any request, unless it recognises it.
    fn canary_effort(&mut self, row: &Request, rule: u16, node: NodeId) -> Effort {
        let group = self.state.group(node);
        let honest = service(self.scenario, &self.state.groups, group, row.llm, &row.need);
        let Some(Probing { told, .. }) = self.probing(row.network, rule) else { return Effort::honest(honest) };
        let users = name_hash(&self.scenario.users[row.users.row()].name);
        let index = Index::Try { number: row.number, is_back: false, tries: rule, copy: 0 };
        if self.stream(Purpose::CanaryTold, users).draws(row.number).chance(told) {
            return Effort::honest(honest);
        }
        if self.state.has_forgers
            && let Some(work) = self.forged_work(node)
        {
            return Effort { service: part(honest, work), is_cheat: true, ..Effort::honest(honest) };
        }
        if self.state.groups[group.row()].derived.is_plain || self.is_bound(row.network) {
            return Effort::honest(honest);
        }
        self.act(node, row.network, row.users, (index, honest))
    }

    /// The answer to a canary is back.
    pub(super) fn canary_answered(&mut self, attempt: &Attempt, rule: u16) {
        let row = *self.state.requests.get(attempt.request);
        let group = self.state.group(attempt.node);
        self.state.meters.groups[group.row()].saves(attempt.honest, attempt.service);
        let truth = match (attempt.is_cheat, attempt.deviates) {
            (true, _) => Truth::Wrong,
            (false, true) => Truth::Deviates,
            (false, false) => Truth::Right,
        };
        let answer = Answer { truth, tokens: row.need.output() };
        let index = Index::Rule { number: row.number, rule };
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        let verdict = policy.verdict(answer, &mut self.state.users[row.users.row()].verdict.draws(index.bits()));
        self.end_canary(attempt.request);
        let fails = verdict == Verdict::Fail;
        let meter = &mut self.state.meters.networks[row.network.row()].disputes;
        meter.canaries_answered += 1;
        meter.canaries_failed += u64::from(fails);
        meter.canaries_failed_rightly += u64::from(fails && truth == Truth::Wrong);
        if self.state.nodes.generation(attempt.node) != attempt.node_generation {
            return;
        }
        if self.state.has_reputations {
            let seen = if fails { Seen::Wrong } else { Seen::Right };
            self.note_seen(row.network, attempt.node, None, seen);
        }
        if !fails && !self.hears_passes(row.network) {
            return;
        }
        let finding = if fails { Finding::Offended } else { Finding::Cleared };
        let (node, offence) = (attempt.node, Offence::WrongAnswer);
        let evidence = Evidence { node, offence, finding, at: self.now, now: self.now };
        if truth == Truth::Deviates {
            self.judge_benign(row.network, &evidence, Sides::default());
        } else {
            self.judge(row.network, &evidence, Sides::default());
        }
    }

    /// A canary is over, answered or lost.
    pub(super) fn end_canary(&mut self, request: RequestId) {
        self.state.requests.close(request);
    }
}
