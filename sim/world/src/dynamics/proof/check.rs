//! Answers are checked: a rule asks for it, a checker is found, does its work and judges.

use engine::draws::{Draws, Index};
use rules::verification;
use rules::verification::{Answer, Check, Verdict};
use state::attempts::{Attempt, Effort, Purpose};
use state::requests::Request;
use state::roster::Roster;
use units::ids::{NodeId, RequestId};

use crate::dynamics::service::{part, service};
use crate::world::Moment;
use crate::world::users::CHECKER_DEVIATES;

/// How often a checker is drawn among all nodes before those that will do are counted.
const DRAWS: u32 = 64;
/// How many checks one answer may cost, lost ones included.
const CHECKS: u16 = 8;
const _: () = assert!(Index::CheckWay { number: 0, is_back: true, check: CHECKS as u8 - 1, rule: 0 }.fits());

impl Moment<'_> {
    /// Asks all verification rules of a network for checks of an answer.
    pub(in crate::dynamics) fn check_by_all(&mut self, request: RequestId, rules: u16) {
        // One pending too many keeps the row open until all rules have been asked.
        self.state.requests.get_mut(request).pending = 1;
        for rule in 0..rules {
            self.check(request, rule);
        }
        self.finish_check(request);
    }

    /// Asks a verification rule for a check, and sends the work to a checker if there is to be one.
    fn check(&mut self, request: RequestId, rule: u16) {
        let row = *self.state.requests.get(request);
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        // Not by the number of the check: one that was lost is not decided upon again.
        let index = Index::Rule { number: row.number, rule };
        let view = verification::View { now: self.now, tokens: row.need.output(), fee: row.fee };
        let work = match policy.check(&view, &mut self.users_of(row.users).audit.draws(index.bits())) {
            Check::Accept => return,
            Check::Recompute { work } => work,
            Check::Vote(panel) => return self.call_vote(request, rule, &panel),
        };
        let Some(checker) = self.find_checker(&row, rule) else {
            self.state.meters.unchecked += 1;
            return;
        };
        // A checker works at its own speed, whatever the server's was.
        let group = self.state.group(checker);
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let span = match policy.effort(&mut self.users_of(row.users).service.draws(index.bits())) {
            Some(effort) => effort.at_speed(self.scenario.groups[group.row()].rules.speed),
            None => part(service(self.scenario, &self.state.groups, group, row.llm, &row.need), work),
        };
        let effort =
            Effort { honest: span, service: self.judging_work(checker, span), is_cheat: false, deviates: false };
        let attempt = self.open(request, checker, Purpose::Check { rule }, effort);
        let row = self.state.requests.get_mut(request);
        self.state.attempts.get_mut(attempt).copy = row.checks as u8;
        (row.pending, row.checks) = (row.pending + 1, row.checks + 1);
        self.state.meters.checks(row.network, effort.service);
        self.travel(attempt);
    }

    /// One thing less that an answer waits for; with the last it is settled.
    pub(in crate::dynamics) fn finish_check(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        row.pending -= 1;
        if row.pending == 0 {
            self.settle(request);
        }
    }

    /// An up node of the network that did not answer itself, of another operator where there is one; each as likely, or
    /// by its weight where the network weighs its nodes.
    fn find_checker(&mut self, row: &Request, rule: u16) -> Option<NodeId> {
        if row.checks >= CHECKS {
            return None;
        }
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let rules = &self.scenario.networks[row.network.row()].rules;
        let within = rules.verification[usize::from(rule)].policy().is_within_stack() && self.state.has_stacks;
        let mut draws = self.users_of(row.users).checker.draws(index.bits());
        if let Some(group) = self.scenario.networks[row.network.row()].checkers[usize::from(rule)] {
            let (first, count) = (self.state.groups[group.row()].first, self.scenario.groups[group.row()].rules.count);
            return draw(
                count,
                &mut draws,
                |i| NodeId(first + i),
                |node| self.state.nodes.is_up(node) && (!within || self.is_kin(node, row.server)),
            );
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

    /// A check was lost with its node: another checker is sought; if none is found, the answer stands.
    pub(in crate::dynamics) fn check_again(&mut self, request: RequestId, rule: u16) {
        self.check(request, rule);
        self.finish_check(request);
    }

    /// A check has been done.
    pub(in crate::dynamics) fn checked(&mut self, attempt: &Attempt, rule: u16) {
        let row = *self.state.requests.get(attempt.request);
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        let index = Index::Rule { number: row.number, rule };
        let own = Index::Check { number: row.number, check: attempt.copy, rule };
        let truth = self.truth(&row, attempt.node, (own, CHECKER_DEVIATES));
        let answer = Answer { truth, tokens: row.need.output() };
        let finds = policy.verdict(answer, &mut self.users_of(row.users).verdict.draws(index.bits()));
        let verdict = self.says(attempt.node, truth, finds);
        self.note_judgement(attempt.node);
        if self.state.has_reputations {
            self.hear_checker(attempt, verdict);
        }
        let group = self.state.group(attempt.node);
        self.state.meters.groups[group.row()].saves(attempt.honest, attempt.service);
        let row = self.state.requests.get_mut(attempt.request);
        (row.checker, row.checker_generation) = (attempt.node, attempt.node_generation);
        row.is_convicted |= verdict == Verdict::Fail;
        self.finish_check(attempt.request);
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
