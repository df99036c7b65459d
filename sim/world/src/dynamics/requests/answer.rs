//! An answer comes back: it is measured, perhaps checked, and the request ends.

use engine::draws::Index;
use rules::arrival::After;
use rules::owner::users::Target;
use state::attempts::{Attempt, NONE, Purpose, Served};
use state::requests::{Need, Request, Stage};
use state::tried::NOBODY;
use units::ids::{AttemptId, GatewayId, GroupId, LlmId, NetworkId, RequestId, UsersId};
use units::time::{Span, Time};

use crate::log;
use crate::metrics::cause::Cause;
use crate::metrics::endings::{Answered, Lost};
use crate::scenario::{Party, Struck};
use crate::world::Moment;
use crate::world::breaches::sees_plaintext;
use crate::world::users::UsersState;

impl Moment<'_> {
    /// The answer of an attempt is back.
    pub(in crate::dynamics) fn returned(&mut self, attempt: AttemptId) {
        let row = self.state.attempts.get(attempt);
        let (purpose, sibling, timeout) = (row.purpose, row.sibling, row.timeout);
        if purpose == Purpose::Try && self.state.has_observers {
            let &Attempt { request, node, .. } = row;
            let sent = self.state.attempts.sent(attempt);
            self.tell(request, node, Some(self.now.since(sent)));
        }
        if sibling != NONE {
            return self.copy_returned(attempt);
        }
        if timeout != 0 {
            self.disarm(attempt);
        }
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
            Purpose::Prove { rule } => self.proved(&row, rule),
            Purpose::Vote { seat } => self.voted(&row, seat),
        }
    }

    #[inline(always)]
    pub(super) fn answered(&mut self, served: &Served) {
        let (state, request) = (&mut *self.state, served.request);
        let group = state.group(served.node);
        let gateway = state.requests.get(request).gateway;
        if state.uses.bans
            && let Some(bans) = &mut state.gateways[gateway.row()].bans
        {
            bans.forgive(served.node);
        }
        let row = state.requests.get(request);
        if let Need::Tokens { output, .. } = row.need {
            let (desk, llm) = (state.desk(gateway, row.network), row.llm);
            state.desks[desk].outputs.see(llm, output);
        }
        let at_gateway = state.diary.as_ref().and_then(|_| state.requests.outing(request)).map(|outing| outing.since);
        let row = state.requests.get_mut(request);
        row.stage = Stage::Answered;
        row.answered = self.now;
        row.server = served.node;
        row.server_generation = served.node_generation;
        (row.checker, row.checker_generation) = (served.node, served.node_generation);
        (row.is_wrong, row.deviates) = (served.is_cheat, served.deviates);
        let (users, number, network) = (row.users, row.number, row.network);
        let is_timed = self.scenario.is_timed(row.arrived, self.now);
        let users_rules = state.uses.targets.then(|| &self.scenario.users[users.row()].rules);
        let target = users_rules.and_then(|rules| rules.target.as_ref());
        let in_time = target.map(|target| is_in_time(target, &state.users[users.row()], row, served, self.now));
        let answer = Answered { row, served, group, is_timed, since: self.now.since(row.arrived), in_time };
        state.meters.answered(self.now, &answer);
        if let Some(diary) = &mut state.diary {
            diary.left(self.now, answer.row, at_gateway.unwrap_or(answer.row.arrived));
        }
        if let Some(log) = &mut state.log {
            let first = Some(served.first).filter(|&first| first < Time::END);
            let (node, began, service) = (served.node, served.began, served.service);
            log.answered(request, log::Answer { node, at: self.now, began, first, service, in_time });
        }
        if self.state.uses.answers_noted {
            self.note_answered(request, (gateway, network));
        }
        self.go_on(users, number, After::Rest);
        if !self.scenario.coins.is_empty() {
            let &Request { llm, need, .. } = self.state.requests.get(request);
            self.note_work(network, served.node, served.service, need);
            self.note_served(network, llm, &need);
        }
        let rules = self.scenario.networks[network.row()].rules.verification.len();
        if rules == 0 {
            return self.settle(request);
        }
        self.check_by_all(request, rules as u16);
    }

    /// Tells whoever counts, remembers or looks at answers of one.
    #[inline(never)]
    fn note_answered(&mut self, request: RequestId, (gateway, network): (GatewayId, NetworkId)) {
        if self.state.has_admission {
            self.let_out(gateway, network);
        }
        if self.state.has_outings {
            self.note_answer(request);
        }
        if self.state.uses.answers_seen {
            self.look_at(request);
        }
    }

    /// Lets an answer be seen by all who look at answers.
    #[cold]
    fn look_at(&mut self, request: RequestId) {
        let &Request { gateway, users, network, .. } = self.state.requests.get(request);
        if self.state.gateways[gateway.row()].inspected.is_some() {
            self.inspect(request);
        }
        if !self.scenario.gateways[gateway.row()].assures.is_empty() {
            self.note_assured(gateway, users, network);
        }
        if self.state.breaches.is_some() {
            self.note_reach(request);
        }
    }

    /// A gateway that inspects some of its answers may look at one.
    fn inspect(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let gateway = &self.scenario.gateways[row.gateway.row()];
        let index = Index::Rule { number: row.number, rule: 0 };
        let (Some(rule), Some(inspected), Some(at)) = (
            gateway.rules.routing.policy().inspects(),
            &mut self.state.gateways[row.gateway.row()].inspected,
            gateway.networks.iter().position(|used| *used == row.network),
        ) else {
            return;
        };
        if self.state.users[row.users.row()].inspection.draws(index.bits()).chance(rule.share) {
            inspected.see(self.now, rule.every, at, row.is_wrong || row.deviates);
            let spent = &mut self.state.gateways[row.gateway.row()].spent;
            *spent = spent.saturating_add(rule.nanos);
            if let Some(quality) = &mut self.state.meters.quality {
                quality.inspected(row.gateway);
            }
        }
    }

    /// Counts an answer of a network that assures less than its users need.
    fn note_assured(&mut self, gateway: GatewayId, users: UsersId, network: NetworkId) {
        let row = &self.scenario.gateways[gateway.row()];
        let at = row.networks.iter().position(|used| *used == network);
        let assures = at.and_then(|at| row.assures.get(users.row() * row.networks.len() + at));
        self.state.meters.users[users.row()].unassured += u64::from(assures == Some(&false));
    }

    /// Counts an answer for each compromise that is under way, and whether it was within its reach.
    fn note_reach(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let Some(breaches) = self.state.breaches.as_ref().filter(|breaches| breaches.active > 0) else { return };
        let forger = breaches.forger(row.server);
        for at in (0..breaches.list.len()).filter(|&at| breaches.list[at].is_active()) {
            let Struck::Party(party) = &self.scenario.weather[at].struck else { continue };
            let is_reached = match party {
                Party::Gateway(gateway) => row.gateway == *gateway,
                Party::Network(network) => row.network == *network,
                Party::Service(service) => self.scenario.gateways[row.gateway.row()].services.contains(service),
                Party::Nodes { .. } => forger == Some(at as u16) && self.scenario.weather[at].forges_answers(),
            };
            let meter = &mut self.state.meters.reaches[at];
            meter.answers += 1;
            meter.reached += u64::from(is_reached);
            meter.seen += u64::from(is_reached && sees_plaintext(self.scenario, &row, party));
        }
    }

    /// A request ends without an answer and without having been served.
    pub(super) fn end(&mut self, request: RequestId, cause: Cause) {
        self.lose(request, cause, None);
    }

    /// A request ends without an answer; service of its last attempt may have begun.
    pub(super) fn lose(&mut self, request: RequestId, cause: Cause, began: Option<Time>) {
        if self.state.has_outings && self.is_sent_again(request, cause) {
            return;
        }
        self.refund(request);
        let row = *self.state.requests.get(request);
        let is_timed = self.scenario.is_timed(row.arrived, self.now);
        let lost = Lost { row: &row, cause, is_timed, waited: began.unwrap_or(self.now).since(row.arrived) };
        self.state.meters.ended(self.now, &lost);
        if cause.lacks_room() {
            self.note_lacking(row.users, row.llm);
        }
        if let Some(diary) = &mut self.state.diary {
            let since = self.state.requests.outing(request).map_or(row.arrived, |outing| outing.since);
            diary.left(self.now, &row, since);
        }
        if let Some(log) = &mut self.state.log {
            log.ended(&self.state.requests, request, self.now, Some(cause));
        }
        if self.state.has_admission && cause.was_let_in() {
            self.let_out(row.gateway, row.network);
        }
        self.close(request);
        self.go_on(row.users, row.number, After::Loss);
    }

    /// A request ended because no node had room for it: counts whether a node with its LLM had room, on any network.
    #[cold]
    fn note_lacking(&mut self, users: UsersId, llm: LlmId) {
        let meters = &mut self.state.meters;
        let idles = self.scenario.groups.iter().zip(&meters.groups).enumerate().any(|(at, (group, meter))| {
            !group.checks_only
                && group.llms.contains(&llm)
                && self.scenario.may_see(users, GroupId::of(at))
                && meter.busy.level() < meter.capacity.level()
        });
        meters.outages.idled += u64::from(idles);
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
            if self.state.exposures.is_some() {
                self.count_exposure(request);
            }
            self.state.requests.close(request);
        }
    }
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
