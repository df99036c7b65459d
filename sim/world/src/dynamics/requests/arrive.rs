//! A request is sent, reaches its gateway, finds its network and is paid for.

use engine::agenda::Class;
use engine::draws::Index;
use rules::admission::Verdict;
use rules::arrival::{After, Coming};
use rules::{arrival, demand, routing};
use state::requests::{Need, Request, Sent, Stage, Turn};
use state::roster::Order;
use units::ids::{NetworkId, RequestId, UsersId};
use units::time::Time;

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::scenario::Users;
use crate::world::Moment;
use crate::world::users::UsersState;

impl Moment<'_> {
    /// Schedules the first request of a group of users.
    pub(in crate::dynamics) fn expect_first(&mut self, users: UsersId) {
        if let Some(at) = self.next_of(users) {
            self.agenda.at(at, Class::Arrival, Event::Send(users));
        }
    }

    /// When the next request of a group of users comes; what was recorded of it is kept until then.
    #[inline(always)]
    fn next_of(&mut self, users: UsersId) -> Option<Time> {
        if self.state.pace.is_some() {
            return self.next_played(users);
        }
        let coming = self.next_from(users, self.now)?;
        self.state.users[users.row()].coming = Some(coming);
        Some(coming.at.max(self.now))
    }

    /// The same where requests are played in windows: what comes between two of them is never sent.
    ///
    /// A process is asked anew from the beginning of the next window on, which for one without memory is as if it had
    /// gone on; one that reads on, such as a recording, is asked until it is there.
    #[cold]
    fn next_played(&mut self, users: UsersId) -> Option<Time> {
        let mut from = self.now;
        loop {
            let coming = self.next_from(users, from)?;
            let at = coming.at.max(from);
            let opens = self.state.pace.as_ref()?.clock.opens(at)?;
            if opens == at {
                self.state.users[users.row()].coming = Some(coming);
                return Some(at);
            }
            // No draw is used twice.
            self.state.users[users.row()].sent += 1;
            from = opens;
        }
    }

    /// The next request of a group of users after a time.
    #[inline(always)]
    fn next_from(&mut self, users: UsersId, from: Time) -> Option<Coming> {
        let group = &self.scenario.users[users.row()];
        let state = &mut self.state.users[users.row()];
        let view = arrival::View {
            now: from,
            recorded: &group.recorded,
            period: group.period,
            modulation: state.modulation,
            clients: state.clients,
            users: group.rules.count.unwrap_or(0),
        };
        let mut draws = state.arrival.draws(state.sent);
        group.rules.arrival.next(&mut state.memory, &view, &mut draws)
    }

    /// The next request of a group of users is sent.
    pub(in crate::dynamics) fn send(&mut self, users: UsersId) {
        let state = &mut self.state.users[users.row()];
        let (sent, coming) = (state.sent, state.coming);
        state.sent += 1;
        // Where the next one stands among what is pending is a coin's toss to the processor: by the time that this one
        // has been issued, its time is known, and a wrong guess costs little.
        let next = self.next_of(users);
        let waits = self.state.uses.followers && self.state.users[users.row()].waits;
        let number = if waits { self.scenario.users[users.row()].rules.arrival.number(sent) } else { sent };
        self.issue(users, number, coming);
        if let Some(at) = next {
            self.agenda.at(at, Class::Arrival, Event::Send(users));
        }
    }

    /// A user sends the request of this number.
    pub(in crate::dynamics) fn issue(&mut self, users: UsersId, number: u64, coming: Option<Coming>) {
        let group = &self.scenario.users[users.row()];
        let view = asked(group, number, coming, &self.state.users[users.row()]);
        let asked = group.rules.demand.policy().ask(&view, &mut view.demand.draws(number));
        let llm = group.llms[usize::from(asked.llm)];
        let (gateway, individual) =
            if self.state.has_outings { self.door(users, number, coming) } else { (group.gateways[0], 0) };
        if self.state.uses.choosy_users
            && self.state.users[users.row()].is_choosy
            && !self.chooses(users, number, (gateway, llm), &asked.need)
        {
            return self.go_on(users, number, After::Loss);
        }
        let sent = Sent {
            number,
            at: self.now,
            need: asked.need,
            llm,
            users,
            gateway,
            network: self.scenario.gateways[gateway.row()].networks[0],
        };
        let request = self.state.requests.open(|| Request::entering(sent), asked.shared);
        if self.state.has_outings {
            self.begin_outing(request, individual);
            if let Some(homes) = &mut self.state.users[users.row()].homes {
                homes.asks(asked.llm, asked.need);
            }
        }
        if let Some(exposures) = &mut self.state.exposures {
            exposures.begin(request);
        }
        if let Some(log) = &mut self.state.log {
            log.sent(request);
        }
        self.state.meters.sent(self.now);
        if let Some(diary) = &mut self.state.diary {
            diary.sent(self.now, self.state.requests.get(request));
        }
        self.carry(request);
    }

    /// A request is given a network, let in, paid for and sent to a node, if its LLM can take it.
    #[inline(always)]
    pub(super) fn admit(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        if let Need::Tokens { prompt, output } = row.need
            && u64::from(prompt) + u64::from(output) > self.scenario.windows[row.llm.row()]
        {
            return self.end(request, Cause::TooLong);
        }
        // A request comes with the first network of its gateway.
        if self.state.uses.routes {
            let network = self.route(request);
            self.state.requests.get_mut(request).network = network;
        }
        if self.state.has_admission {
            match self.let_in(request) {
                Verdict::Admit => {}
                Verdict::Wait(until) => return self.await_admission(request, until),
                Verdict::Refuse(reason) => return self.end(request, Cause::NotAdmitted(reason)),
            }
        }
        self.admitted(request);
    }

    /// A request waits at its gateway to be let in. Whoever comes at that very time comes behind it.
    #[cold]
    fn await_admission(&mut self, request: RequestId, until: Time) {
        self.state.requests.get_mut(request).stage = Stage::Waiting;
        let name = self.state.requests.name(request);
        self.agenda.at(until, Class::Arrival, Event::Admit(name));
    }

    /// A request has been let in: it is paid for and sent to a node.
    #[inline(always)]
    pub(in crate::dynamics) fn admitted(&mut self, request: RequestId) {
        if self.state.has_auctions && self.is_sold(request) && !self.is_contracted(request) {
            return self.bid(request);
        }
        match self.authorise(request) {
            Ok(()) => self.place(request),
            Err(cause) => self.end(request, cause),
        }
    }

    /// The network that is to serve a request.
    #[inline(always)]
    fn route(&mut self, request: RequestId) -> NetworkId {
        let gateway = &self.scenario.gateways[self.state.requests.get(request).gateway.row()];
        if let [only] = gateway.networks[..] {
            return only;
        }
        let mut offers = std::mem::take(&mut self.state.offers);
        offers.clear();
        let row = *self.state.requests.get(request);
        if let (Some(seen), Some(rule)) =
            (&mut self.state.gateways[row.gateway.row()].inspected, gateway.rules.routing.policy().inspects())
        {
            seen.publish(self.now, rule.every);
        }
        let failed = &self.state.gateways[row.gateway.row()].failed;
        let (rule, inspected) = (gateway.rules.routing.policy(), &self.state.gateways[row.gateway.row()].inspected);
        let compares = rule.order() > Order::Members;
        let offer = |(at, &network): (usize, &NetworkId)| {
            let roster = self.scenario.roster_for(row.users, network, row.llm);
            let n_nodes = self.n_listed(row.gateway, roster);
            let base = self.price(network, row.llm, &row.need);
            let since_failure = failed.get(at).copied().flatten().map(|failed| self.now.since(failed));
            let assures = gateway.assures.get(row.users.row() * gateway.networks.len() + at).copied().unwrap_or(true);
            let bad_share = inspected.as_ref().and_then(|inspected| inspected.published(at));
            let shortest = if compares { self.shortest(request, network) } else { None };
            routing::Offer { price: self.in_usd(network, base), assures, n_nodes, since_failure, shortest, bad_share }
        };
        offers.extend(gateway.networks.iter().enumerate().map(offer));
        let tries = Index::drawn_try(row.tries);
        let index = Index::Try { number: row.number, is_back: false, tries, copy: 0 };
        let mut draws = self.users_of(row.users).routing.draws(index.bits());
        let network = gateway.networks[rule.route(&offers, &mut draws)];
        self.state.offers = offers;
        network
    }

    /// Notes that an attempt of a request has failed, where its gateway's routing looks at failures.
    pub(super) fn note_failure(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        let (gateway, network) = (row.gateway.row(), row.network);
        let used = self.scenario.gateways[gateway].networks.iter();
        for (failed, _) in self.state.gateways[gateway].failed.iter_mut().zip(used).filter(|(_, n)| **n == network) {
            *failed = Some(self.now);
        }
    }

    /// Routes a request again whose attempt has failed, if its gateway's routing notes failures; a network where it
    /// goes on is paid for anew. Says whether the request lives on.
    ///
    /// It has been let in, and is not asked again. Who sells by auction takes nobody without a bid.
    pub(super) fn reroute(&mut self, request: RequestId) -> bool {
        let row = *self.state.requests.get(request);
        if self.state.gateways[row.gateway.row()].failed.is_empty() {
            return true;
        }
        let network = self.route(request);
        let is_sold = |network: NetworkId| self.scenario.networks[network.row()].rules.pricing.round().is_some();
        if network == row.network || is_sold(network) || is_sold(row.network) {
            return true;
        }
        let from = row.network;
        self.refund(request);
        let row = self.state.requests.get_mut(request);
        (row.network, row.unpaid) = (network, 0);
        if self.state.has_admission {
            self.move_under_way(from, network);
        }
        match self.authorise(request) {
            Ok(()) => true,
            Err(cause) => {
                self.end(request, cause);
                false
            }
        }
    }
}

/// What a demand sees of a request.
#[inline]
pub(crate) fn asked(users: &Users, number: u64, coming: Option<Coming>, state: &UsersState) -> demand::View {
    demand::View {
        n_llms: users.llms.len() as u16,
        recorded: coming.and_then(|coming| coming.recorded),
        client: coming.and_then(|coming| coming.client),
        number,
        // Only who waits for answers comes in turns.
        turn: if state.waits { users.rules.arrival.turn(number) } else { Turn::default() },
        demand: state.demand,
    }
}
