//! An answer comes back: it is measured, perhaps checked, and the request ends.

use engine::draws::{Draws, Index};
use rules::arrival::After;
use rules::owner::users::Target;
use rules::verification::{Answer, Check, Truth, Verdict};
use state::attempts::{Attempt, Effort, NONE, Purpose, Served};
use state::requests::{Need, Request, Stage};
use state::tried::NOBODY;
use units::ids::{AttemptId, NodeId, RequestId};
use units::time::{Span, Time};

use super::place::part;
use crate::dynamics::service::service;
use crate::log;
use crate::metrics::cause::Cause;
use crate::metrics::meters::{Answered, Lost};
use crate::world::Moment;
use crate::world::users::UsersState;

/// How often a checker is drawn among all nodes before those that will do are counted.
const DRAWS: u32 = 64;
/// How many checks one answer may cost, lost ones included.
const CHECKS: u16 = 8;
const _: () = assert!(Index::CheckWay { number: 0, is_back: true, check: CHECKS as u8 - 1, rule: 0 }.fits());

impl Moment<'_> {
    /// The answer of an attempt is back.
    pub(in crate::dynamics) fn returned(&mut self, attempt: AttemptId) {
        let row = self.state.attempts.get(attempt);
        if row.sibling != NONE {
            return self.copy_returned(attempt);
        }
        let purpose = row.purpose;
        self.disarm(attempt);
        if purpose == Purpose::Try {
            let served = self.state.attempts.get(attempt).served();
            self.state.attempts.close(attempt);
            return self.answered(&served);
        }
        let row = *self.state.attempts.get(attempt);
        self.state.attempts.close(attempt);
        match purpose {
            Purpose::Try => unreachable!("a try has just been answered"),
            Purpose::Check { rule } => self.checked(&row, rule),
            Purpose::Vote { seat } => self.voted(&row, seat),
        }
    }

    #[inline(always)]
    pub(super) fn answered(&mut self, served: &Served) {
        let (state, request) = (&mut *self.state, served.request);
        let group = state.group(served.node);
        let gateway = state.requests.get(request).gateway;
        if let Some(bans) = &mut state.gateways[gateway.row()].bans {
            bans.forgive(served.node);
        }
        let row = state.requests.get_mut(request);
        if let Need::Tokens { output, .. } = row.need {
            state.gateways[gateway.row()].outputs.see(row.llm, output);
        }
        row.stage = Stage::Answered;
        row.answered = self.now;
        row.server = served.node;
        row.server_generation = served.node_generation;
        (row.checker, row.checker_generation) = (served.node, served.node_generation);
        row.is_wrong = served.is_cheat;
        let (users, number, network) = (row.users, row.number, row.network);
        let is_timed = self.scenario.is_timed(row.arrived, self.now);
        let target = self.scenario.users[users.row()].rules.target.as_ref();
        let in_time = target.map(|target| is_in_time(target, &state.users[users.row()], row, served, self.now));
        let answer = Answered { row, served, group, is_timed, since: self.now.since(row.arrived), in_time };
        state.meters.answered(self.now, &answer);
        if let Some(diary) = &mut state.diary {
            diary.left(self.now, answer.row);
        }
        if let Some(log) = &mut state.log {
            let first = Some(served.first).filter(|&first| first < Time::END);
            let (node, began, service) = (served.node, served.began, served.service);
            log.answered(request, log::Answer { node, at: self.now, began, first, service, in_time });
        }
        self.go_on(users, number, After::Rest);
        if let Some(worked) = self.state.networks[network.row()].worked.get_mut(served.node.row()) {
            *worked += served.service.ns();
        }
        let rules = self.scenario.networks[network.row()].rules.verification.len();
        if rules == 0 {
            return self.settle(request);
        }
        // One pending too many keeps the row open until all rules have been asked.
        self.state.requests.get_mut(request).pending = 1;
        for rule in 0..rules {
            self.check(request, rule as u16);
        }
        self.finish_check(request);
    }

    /// Asks a verification rule for a check, and sends the work to a checker if there is to be one.
    fn check(&mut self, request: RequestId, rule: u16) {
        let row = *self.state.requests.get(request);
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        // Not by the number of the check: one that was lost is not decided upon again.
        let index = Index::Rule { number: row.number, rule };
        let work = match policy.check(&mut self.users_of(row.users).audit.draws(index.bits())) {
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
        let effort = Effort { honest: span, service: self.judging_work(checker, span), is_cheat: false };
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

    /// An up node of the network that did not answer itself, of another operator where there is one; each as likely.
    fn find_checker(&mut self, row: &Request, rule: u16) -> Option<NodeId> {
        if row.checks >= CHECKS {
            return None;
        }
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let mut draws = self.users_of(row.users).checker.draws(index.bits());
        if let Some(group) = self.scenario.networks[row.network.row()].checkers[usize::from(rule)] {
            let (first, count) = (self.state.groups[group.row()].first, self.scenario.groups[group.row()].rules.count);
            return draw(count, &mut draws, |i| NodeId(first + i), |node| self.state.nodes.is_up(node));
        }
        let members = self.state.rosters[self.scenario.roster(row.network, row.llm)].members();
        let (count, member) = (members.len() as u32, |i: u32| members[i as usize]);
        let identity = |node: NodeId| self.state.nodes.identity(node);
        let operator = identity(row.server).operator;
        draw(count, &mut draws, member, |node| identity(node).operator != operator)
            .or_else(|| draw(count, &mut draws, member, |node| node != row.server))
    }

    /// A check was lost with its node: another checker is sought; if none is found, the answer stands.
    pub(super) fn check_again(&mut self, request: RequestId, rule: u16) {
        self.check(request, rule);
        self.finish_check(request);
    }

    /// A check has been done.
    fn checked(&mut self, attempt: &Attempt, rule: u16) {
        let row = *self.state.requests.get(attempt.request);
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        let index = Index::Rule { number: row.number, rule };
        let truth = if row.is_wrong { Truth::Wrong } else { Truth::Right };
        let answer = Answer { truth, tokens: row.need.output() };
        let finds = policy.verdict(answer, &mut self.users_of(row.users).verdict.draws(index.bits()));
        let verdict = self.says(attempt.node, truth, finds);
        let group = self.state.group(attempt.node);
        self.state.meters.groups[group.row()].saves(attempt.honest, attempt.service);
        let row = self.state.requests.get_mut(attempt.request);
        (row.checker, row.checker_generation) = (attempt.node, attempt.node_generation);
        row.is_convicted |= verdict == Verdict::Fail;
        self.finish_check(attempt.request);
    }

    /// A request ends without an answer and without having been served.
    pub(super) fn end(&mut self, request: RequestId, cause: Cause) {
        self.lose(request, cause, None);
    }

    /// A request ends without an answer; service of its last attempt may have begun.
    pub(super) fn lose(&mut self, request: RequestId, cause: Cause, began: Option<Time>) {
        self.refund(request);
        let row = *self.state.requests.get(request);
        let is_timed = self.scenario.is_timed(row.arrived, self.now);
        let lost = Lost { row: &row, cause, is_timed, waited: began.unwrap_or(self.now).since(row.arrived) };
        self.state.meters.ended(self.now, &lost);
        if let Some(diary) = &mut self.state.diary {
            diary.left(self.now, &row);
        }
        if let Some(log) = &mut self.state.log {
            log.ended(&self.state.requests, request, self.now, Some(cause));
        }
        self.close(request);
        self.go_on(row.users, row.number, After::Loss);
    }

    /// Closes the row of a request that has ended, with all that was kept for it; copies that still run keep the row.
    #[inline(always)]
    pub(in crate::dynamics) fn close(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        let tried = std::mem::replace(&mut row.tried, NOBODY);
        (row.stage, row.fee) = (Stage::Settled, 0);
        let copies = row.copies;
        if tried != NOBODY {
            self.state.tried.forget(tried);
        }
        if copies == 0 {
            self.state.requests.close(request);
        }
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

/// Whether an answer that is there now came as soon as its users wanted.
fn is_in_time(target: &Target, users: &UsersState, row: &Request, served: &Served, now: Time) -> bool {
    // Of an answer that comes whole the first token is the last.
    let first = served.first.min(row.first).min(now);
    let rest = now.since(first);
    let each = match row.need {
        Need::Tokens { output, .. } if output > 1 => Span::from_ns(rest.ns() / u64::from(output - 1)),
        _ => Span::ZERO,
    };
    target.first_token.is_none_or(|limit| first.since(row.arrived) <= limit)
        && target.each_token.is_none_or(|limit| each <= limit)
        && deadline(target, users, row).is_none_or(|deadline| now <= deadline)
}

/// By when the users of a request want its answer, if they said so.
pub(in crate::dynamics) fn deadline(target: &Target, users: &UsersState, row: &Request) -> Option<Time> {
    // Drawn anew each time it is asked for, from the same address: rows of requests need not keep it.
    Some(row.arrived + target.deadline.as_ref()?.sample(&mut users.deadline.draws(row.number)))
}
