//! Answers are checked: a rule asks for it, a checker is found, does its work and judges.

use engine::draws::{Draws, Index};
use rules::verification;
use rules::verification::{Answer, Check, Verdict};
use state::attempts::{Attempt, Effort, Purpose};
use state::requests::{Need, Request};
use state::roster::Roster;
use units::ids::{GroupId, NodeId, NodeRef, RequestId};

use crate::dynamics::service::{part, service};
use crate::world::Moment;
use crate::world::users::CHECKER_DEVIATES;

/// How often a checker is drawn among all nodes before those that will do are counted.
const DRAWS: u32 = 64;
/// How many checks one answer may cost, lost ones included.
pub(super) const CHECKS: u16 = 8;
const _: () = assert!(Index::CheckWay { number: 0, is_back: true, check: CHECKS as u8 - 1, rule: 0 }.fits());

impl Moment<'_> {
    /// Asks all verification rules of a network for checks of an answer.
    pub(in crate::dynamics) fn check_by_all(&mut self, request: RequestId, rules: u16) {
        // One pending too many keeps the row open until all rules have been asked.
        let row = self.state.requests.get_mut(request);
        row.pending = 1;
        let (network, server) = (row.network, row.server);
        self.note_served_by_epoch(network, server);
        if self.state.networks[network.row()].probes {
            self.note_shape(request);
        }
        if self.state.networks[network.row()].forced.is_some() {
            self.force_error(request);
        }
        for rule in 0..rules {
            self.check(request, rule);
        }
        self.finish_check(request);
    }

    /// Asks a verification rule for a check, and sends the work to a checker if there is to be one.
    fn check(&mut self, request: RequestId, rule: u16) {
        let row = *self.state.requests.get(request);
        let asked = &self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)];
        let policy = asked.policy();
        // Not by the number of the check: one that was lost is not decided upon again.
        let index = Index::Rule { number: row.number, rule };
        let (others, record) = self.known_of_server(&row, asked);
        let (now, tokens, least) = (self.now, row.need.output(), self.least_checked(&row));
        let view = verification::View { now, tokens, fee: row.fee, least, others, record };
        let work = match policy.check(&view, &mut self.users_of(row.users).audit.draws(index.bits())) {
            Check::Accept => return,
            Check::Recompute { work } => work,
            Check::Prove => return self.prove(request, rule),
            Check::Void => {
                self.state.requests.get_mut(request).is_void = true;
                return;
            }
            Check::Vote(panel) => return self.call_vote(request, rule, &panel),
        };
        let Some(checker) = self.find_checker(&row, rule) else {
            self.state.meters.unchecked += 1;
            return;
        };
        // A checker works at its own speed, whatever the server's was.
        let group = self.state.group(checker);
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let tokens = row.need.output();
        let stated = policy.effort(tokens, &mut self.users_of(row.users).service.draws(index.bits()));
        let span = if let Some(effort) = stated {
            effort.at_speed(self.scenario.groups[group.row()].rules.speed)
        } else {
            let need = if policy.reads_only() { read_at_once(row.need) } else { row.need };
            part(service(self.scenario, &self.state.groups, group, row.llm, &need), work)
        };
        let effort =
            Effort { honest: span, service: self.judging_work(checker, span), is_cheat: false, deviates: false };
        self.open_check(request, checker, Purpose::Check { rule }, effort);
    }

    /// Opens a check or a proof of an answer at a node.
    pub(super) fn open_check(&mut self, request: RequestId, node: NodeId, purpose: Purpose, effort: Effort) {
        let attempt = self.open(request, node, purpose, effort);
        let row = self.state.requests.get_mut(request);
        self.state.attempts.get_mut(attempt).copy = row.checks as u8;
        (row.pending, row.checks) = (row.pending + 1, row.checks + 1);
        self.state.meters.checks(row.network, effort.service);
        self.travel(attempt);
    }

    /// What a node reads and writes for an attempt that asks for this: a check by reading reads all at once.
    pub(in crate::dynamics) fn read_by(&self, purpose: Purpose, request: &Request, need: Need) -> Need {
        match purpose {
            Purpose::Check { rule } if self.rule_of(request, rule).policy().reads_only() => read_at_once(need),
            _ => need,
        }
    }

    /// One thing less that an answer waits for; with the last it is settled.
    pub(in crate::dynamics) fn finish_check(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        row.pending -= 1;
        if row.pending == 0 {
            if self.state.networks[row.network.row()].forced.is_some() {
                self.end_forced_error(request);
            }
            self.assure(request);
        }
    }

    /// An up node of the network that did not answer itself, of another operator where there is one; each as likely, or
    /// by its weight where the network weighs its nodes.
    pub(super) fn find_checker(&mut self, row: &Request, rule: u16) -> Option<NodeId> {
        if row.checks >= CHECKS {
            return None;
        }
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let rules = &self.scenario.networks[row.network.row()].rules;
        let within = rules.verification[usize::from(rule)].policy().is_within_stack() && self.state.has_stacks;
        let mut draws = self.users_of(row.users).checker.draws(index.bits());
        if let Some(group) = self.scenario.networks[row.network.row()].checkers[usize::from(rule)] {
            return self.draw_up(group, &mut draws, |node| !within || self.is_kin(node, row.server));
        }
        let roster = self.checkers_of(row);
        let members = roster.members();
        let (count, member) = (members.len() as u32, |i: u32| members[i as usize]);
        let identity = |node: NodeId| self.state.nodes.identity(node);
        let operator = identity(row.server).operator;
        let is_kin = |node: NodeId| !within || self.is_kin(node, row.server);
        if let Some(weights) = &self.state.networks[row.network.row()].weights {
            let will_do = |node: NodeId| roster.has(node) && is_kin(node);
            let is_apart = |node: NodeId| identity(node).operator != operator && will_do(node);
            return weights
                .draw(&mut draws, members, is_apart)
                .or_else(|| weights.draw(&mut draws, members, |node| node != row.server && will_do(node)));
        }
        draw(count, &mut draws, member, |node| identity(node).operator != operator && is_kin(node))
            .or_else(|| draw(count, &mut draws, member, |node| node != row.server && is_kin(node)))
    }

    /// The nodes that may check the answer to a request: all that may serve it, unless nodes have roles.
    pub(super) fn checkers_of(&self, row: &Request) -> &Roster {
        let checkers = &self.state.networks[row.network.row()].checkers;
        if checkers.is_empty() {
            return &self.state.rosters[self.scenario.roster_for(row.users, row.network, row.llm)];
        }
        let is_trusted = self.scenario.has_trusted_rosters && self.scenario.wants_trusted(row.users);
        &checkers[row.llm.row() + if is_trusted { self.scenario.llms.len() } else { 0 }]
    }

    /// One of the up nodes of a group that will do, each as likely.
    fn draw_up(&self, group: GroupId, draws: &mut Draws, will_do: impl Fn(NodeId) -> bool) -> Option<NodeId> {
        let (first, count) = (self.state.groups[group.row()].first, self.scenario.groups[group.row()].rules.count);
        draw(count, draws, |i| NodeId(first + i), |node| self.state.nodes.is_up(node) && will_do(node))
    }

    /// An up node of a group that works for a rule, each as likely.
    pub(super) fn draw_of_group(&self, row: &Request, rule: u16, group: GroupId) -> Option<NodeId> {
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        self.draw_up(group, &mut self.state.users[row.users.row()].checker.draws(index.bits()), |_| true)
    }

    /// A check was lost with its node: another checker is sought; if none is found, the answer stands. A proof that was
    /// to be verified is still there.
    pub(in crate::dynamics) fn check_again(&mut self, request: RequestId, rule: u16) {
        if self.state.requests.get(request).is_canary() {
            return self.end_canary(request);
        }
        if self.rule_of(self.state.requests.get(request), rule).proves() {
            self.verify(request, rule);
        } else {
            self.check(request, rule);
        }
        self.finish_check(request);
    }

    /// A check has been done.
    pub(in crate::dynamics) fn checked(&mut self, attempt: &Attempt, rule: u16) {
        let row = *self.state.requests.get(attempt.request);
        if row.is_canary() {
            return self.canary_answered(attempt, rule);
        }
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        let index = Index::Rule { number: row.number, rule };
        let own = Index::Check { number: row.number, check: attempt.copy, rule };
        let is_forced = self.is_forced(attempt.request, row.network, rule);
        let truth = Self::seen(self.truth(&row, attempt.node, (own, CHECKER_DEVIATES)), is_forced);
        let answer = Answer { truth, tokens: row.need.output() };
        let finds = policy.verdict(answer, &mut self.users_of(row.users).verdict.draws(index.bits()));
        let checker = NodeRef { id: attempt.node, generation: attempt.node_generation };
        let verdict = self.says(attempt.node, truth, finds);
        let verdict = self.credit_finder(attempt.request, checker, (verdict, is_forced));
        self.note_judgement(attempt.node);
        if self.state.has_reputations {
            self.hear_checker(attempt, verdict);
        }
        let group = self.state.group(attempt.node);
        self.state.meters.groups[group.row()].saves(attempt.honest, attempt.service);
        if verdict == Verdict::Fail && self.rule_of(&row, rule).policy().disputes().is_some() {
            return self.challenge(attempt.request, rule, checker);
        }
        let row = self.state.requests.get_mut(attempt.request);
        // A check that passes it does not take the place of the one that convicts it.
        if verdict == Verdict::Fail || !row.is_convicted {
            (row.checker, row.checker_generation) = (attempt.node, attempt.node_generation);
        }
        row.is_convicted |= verdict == Verdict::Fail;
        self.finish_check(attempt.request);
    }
}

/// The tokens of a request and its answer, read at once: what follows is not written.
fn read_at_once(need: Need) -> Need {
    match need {
        Need::Tokens { prompt, output } => Need::Tokens { prompt: prompt.saturating_add(output), output: 1 },
        Need::Work(_) => need,
    }
}

/// One of `count` nodes that will do, each as likely; none if none will.
///
/// Drawn among all first, a few times, which finds one in O(1) where many will do; else among those that do, in
/// O(count).
fn draw(
    count: u32,
    draws: &mut Draws,
    node: impl Fn(u32) -> NodeId,
    will_do: impl Fn(NodeId) -> bool,
) -> Option<NodeId> {
    let tries = DRAWS.min(4 * count);
    if let Some(found) = (0..tries).map(|_| node(draws.below(count))).find(|&node| will_do(node)) {
        return Some(found);
    }
    let those = || (0..count).map(&node).filter(|&node| will_do(node));
    let n = those().count() as u32;
    if n == 0 { None } else { those().nth(draws.below(n) as usize) }
}
