//! Individuals are at one of several gateways, learn what these are like, and go to another.

use std::collections::BTreeMap;

use engine::draws::{Index, Stream};
use rules::arrival::Coming;
use rules::gateway_choice::{Choosing, Known, Terms, View};
use state::requests::{Need, Outing, Request, Shared};
use units::ids::{GatewayId, LlmId, RequestId, UsersId};
use units::time::{Span, Time};

use crate::dynamics::money::REVIEWS;
use crate::event::Event;
use crate::scenario::Users;
use crate::world::Moment;
use crate::world::homes::Offered;

/// The place of a gateway among those of a group.
pub(super) fn place(group: &Users, gateway: GatewayId) -> usize {
    group.gateways.iter().position(|&one| one == gateway).expect("users go to gateways that they may use")
}

/// How many requests an individual may lose within which time.
fn most(choice: &dyn Choosing) -> (u32, Span) {
    (choice.tolerates(), choice.terms().map_or(Span::ZERO, |terms| terms.memory))
}

/// The odds of an individual that may use some gateways only, the bit of each place; of the others it knows nothing.
pub(super) fn odds_within(choice: &dyn Choosing, view: &View, open: u64) -> Vec<f64> {
    let n = view.known.len();
    let is_open = |place: usize| open >> place & 1 == 1;
    if (0..n).all(is_open) {
        return choice.odds(view);
    }
    let places: Vec<usize> = (0..n).filter(|&place| is_open(place)).collect();
    let known: Vec<Known> = places.iter().map(|&place| view.known[place]).collect();
    let at = view.at.and_then(|at| places.iter().position(|&place| place == at));
    let shuns = |(bit, &place): (u32, &usize)| (view.shunned >> place & 1).wrapping_shl(bit);
    let shunned = (0..).zip(&places).map(shuns).sum();
    let mut odds = vec![0.0; n];
    if places.is_empty() {
        // None is open: who is somewhere stays there.
        odds[view.at.unwrap_or(0)] = 1.0;
        return odds;
    }
    for (place, own) in places.into_iter().zip(choice.odds(&View { at, known: &known, shunned })) {
        odds[place] = own;
    }
    odds
}

/// The place on which a uniform number falls among odds.
pub(super) fn drawn(odds: &[f64], mut left: f64) -> usize {
    for (place, odds) in odds.iter().enumerate() {
        left -= odds;
        if left < 0.0 {
            return place;
        }
    }
    // What rounding left over belongs to the last that may be drawn.
    odds.iter().rposition(|&odds| odds > 0.0).unwrap_or(0)
}

impl Moment<'_> {
    /// Counts where individuals start, tells what gateways cost, and schedules the first reviews.
    pub(in crate::dynamics) fn plan_homes(&mut self, users: UsersId) {
        let group = &self.scenario.users[users.row()];
        let Some(homes) = &self.state.users[users.row()].homes else { return };
        if let Some(crowds) = self.state.meters.crowds.as_mut().filter(|_| group.rules.has_homes()) {
            group.gateways.iter().zip(homes.users()).for_each(|(gateway, &n)| crowds.starts(gateway.row(), n));
        }
        if let Some(terms) = group.rules.gateway_choice.policy().terms() {
            self.publish(users, &terms);
            self.plan_turn(users, &terms);
        }
    }

    /// Schedules the next part of a period: individuals review in as many parts as there are, each at its time.
    fn plan_turn(&mut self, users: UsersId, terms: &Terms) {
        let Some(homes) = &self.state.users[users.row()].homes else { return };
        let ns = u128::from(terms.review.ns()) * u128::from(homes.turns + 1) / u128::from(homes.slices());
        if let Ok(ns) = u64::try_from(ns) {
            self.agenda.at(Time::from_ns(ns).max(self.now), REVIEWS, Event::Reconsider(users));
        }
    }

    /// What the group met is known to all of it from now on.
    fn publish(&mut self, users: UsersId, terms: &Terms) {
        let Some(mut homes) = self.state.users[users.row()].homes.take() else { return };
        let group = &self.scenario.users[users.row()];
        let needs = homes.mean_needs(group.rules.demand.is_tokens());
        let offer = |gateway: &GatewayId| Offered {
            usd: self.mean_price(users, *gateway, &needs),
            assured: self.scenario.assured(users, *gateway),
        };
        let offers: Vec<Offered> = group.gateways.iter().map(offer).collect();
        homes.publish(self.now, terms, &offers);
        let choice = group.rules.gateway_choice.policy();
        if homes.count() == 0 {
            homes.odds = choice.odds(&View { at: None, known: homes.known(), shunned: 0 });
        }
        self.state.users[users.row()].homes = Some(homes);
    }

    /// What a mean request of users costs at a gateway now \[usd\].
    pub(super) fn mean_price(&self, users: UsersId, gateway: GatewayId, needs: &[(f64, Need)]) -> f64 {
        let of = |(&llm, (share, need)): (&LlmId, &(f64, _))| match share {
            share if *share > 0.0 => share * self.lowest(users, gateway, llm, need).usd,
            _ => 0.0,
        };
        self.scenario.users[users.row()].llms.iter().zip(needs).map(of).sum()
    }

    /// The next individuals of a group review their gateway.
    pub(in crate::dynamics) fn reconsider(&mut self, users: UsersId) {
        let group = &self.scenario.users[users.row()];
        let choice = group.rules.gateway_choice.policy();
        let Some(terms) = choice.terms() else { return };
        let Some(homes) = &self.state.users[users.row()].homes else { return };
        if homes.turns % homes.slices() == 0 {
            self.publish(users, &terms);
        }
        // Who leaves when it is let down does not leave at another time.
        if choice.tolerates() == 0 {
            self.review_homes(users, choice);
        }
        if let Some(homes) = &mut self.state.users[users.row()].homes {
            homes.turns += 1;
        }
        self.plan_turn(users, &terms);
    }

    /// Each individual of the present part of a period draws where it goes: all see the beginning of the part, so that
    /// odds are computed once for each gateway.
    fn review_homes(&mut self, users: UsersId, choice: &dyn Choosing) {
        let group = &self.scenario.users[users.row()];
        let state = &mut self.state.users[users.row()];
        let Some(homes) = &mut state.homes else { return };
        let before = homes.users().to_vec();
        let known = homes.known().to_vec();
        let apps = group.apps.map(|apps| &self.state.apps[apps.row()]);
        let mut rows: Vec<Option<Vec<f64>>> = vec![None; before.len()];
        let mut in_apps: BTreeMap<(u64, usize), Vec<f64>> = BTreeMap::new();
        let (slices, turns) = (homes.slices(), homes.turns);
        let listed = homes.there(u64::MAX);
        let (mut switched, mut back) = (0, 0);
        for individual in homes.slice(turns % slices) {
            let index = Index::Review { individual, review: turns / slices };
            let at = homes.at(individual);
            let view = View { at: Some(at), known: &known, shunned: 0 };
            let open = apps.map(|apps| apps.of(individual)).or_else(|| (listed != u64::MAX).then_some(listed));
            let odds = match open {
                None => rows[at].get_or_insert_with(|| choice.odds(&view)),
                Some(open) => in_apps.entry((open, at)).or_insert_with(|| odds_within(choice, &view, open)),
            };
            let to = drawn(odds, state.review.draws(index.bits()).uniform());
            if to != at {
                switched += 1;
                back += u64::from(homes.go(individual, to));
            }
        }
        self.note_moves(users, &before, (switched, back));
    }

    /// Counts individuals who went to other gateways, so many of them to the one before; where all were before.
    pub(super) fn note_moves(&mut self, users: UsersId, before: &[u32], (switched, back): (u64, u64)) {
        let Some(homes) = &self.state.users[users.row()].homes else { return };
        let Some(crowds) = self.state.meters.crowds.as_mut().filter(|_| switched > 0) else { return };
        crowds.switched(switched, back);
        for (place, gateway) in self.scenario.users[users.row()].gateways.iter().enumerate() {
            crowds.change(self.now, gateway.row(), i64::from(homes.users()[place]) - i64::from(before[place]));
        }
    }

    /// Which gateways whoever sends a request may use: the bit of each place.
    pub(super) fn open_to(&self, users: UsersId, individual: u32) -> u64 {
        let apps = self.scenario.users[users.row()].apps;
        let open = apps.map_or(u64::MAX, |apps| self.state.apps[apps.row()].of(individual));
        self.state.users[users.row()].homes.as_ref().map_or(open, |homes| homes.there(open))
    }

    /// Where the request of this number enters, and who sends it: an individual, or an app where users take a gateway
    /// for each request.
    #[cold]
    pub(super) fn door(&self, users: UsersId, number: u64, coming: Option<Coming>) -> (GatewayId, u32) {
        let (group, state) = (&self.scenario.users[users.row()], &self.state.users[users.row()]);
        let Some(homes) = &state.homes else { return (group.gateways[0], 0) };
        if homes.count() == 0 {
            let app = group.apps.map_or(0, |apps| {
                let count = self.state.apps[apps.row()].count();
                self.sender(users, number, coming, (&state.app, count))
            });
            let place = self.picked(users, app, state.pick.draws(number).uniform());
            return (group.gateways[place], app);
        }
        let individual = self.sender(users, number, coming, (&state.individual, homes.count()));
        (group.gateways[homes.at(individual)], individual)
    }

    /// The place that users draw who take a gateway for each request: one that their app has integrated.
    pub(super) fn picked(&self, users: UsersId, app: u32, uniform: f64) -> usize {
        let Some(homes) = &self.state.users[users.row()].homes else { return 0 };
        let open = self.open_to(users, app);
        if open == u64::MAX {
            return drawn(&homes.odds, uniform);
        }
        let choice = self.scenario.users[users.row()].rules.gateway_choice.policy();
        let view = View { at: None, known: homes.published(), shunned: 0 };
        drawn(&odds_within(choice, &view, open), uniform)
    }

    /// Which of so many senders sends the request of this number: those of one session are one.
    fn sender(&self, users: UsersId, number: u64, coming: Option<Coming>, (stream, count): (&Stream, u32)) -> u32 {
        let group = &self.scenario.users[users.row()];
        let recorded = coming.and_then(|coming| coming.recorded).map(|recorded| recorded.shared.session);
        let sender = coming.and_then(|coming| coming.client).map(u64::from);
        let sender = sender.or_else(|| group.rules.arrival.sender(number));
        match (sender, recorded) {
            // Clients and users of a closed loop are the individuals, and in turn those of apps.
            (Some(sender), _) if group.rules.arrival.senders().is_some() => (sender % u64::from(count)) as u32,
            (Some(session), _) => stream.draws(session).below(count),
            (None, Some(session)) if session != Shared::ALONE => stream.draws(session.into()).below(count),
            _ => stream.draws(number).below(count),
        }
    }

    /// A request of users who may send it again, or to another gateway, begins.
    pub(super) fn begin_outing(&mut self, request: RequestId, individual: u32) {
        let row = self.state.requests.get(request);
        let group = &self.scenario.users[row.users.row()];
        let outing = Outing::new(individual, place(group, row.gateway), self.now);
        self.state.requests.set_outing(request, outing);
    }

    /// An answer is there: its group knows how long its gateway took, and what it cost.
    #[cold]
    pub(super) fn note_answer(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let group = &self.scenario.users[row.users.row()];
        let since = self.state.requests.outing(request).map_or(row.arrived, |outing| outing.since);
        let usd = self.in_usd(row.network, row.fee);
        self.state.meters.users[row.users.row()].paid_usd += usd;
        if let Some(homes) = &mut self.state.users[row.users.row()].homes {
            homes.answered(place(group, row.gateway), self.now.since(since), usd);
        }
    }

    /// A request was lost at a gateway: its group knows, and whoever lost too many there leaves.
    #[cold]
    pub(super) fn note_loss(&mut self, row: &Request, outing: &Outing) {
        let group = &self.scenario.users[row.users.row()];
        let state = &mut self.state.users[row.users.row()];
        let Some(homes) = &mut state.homes else { return };
        let (at, individual) = (place(group, row.gateway), outing.individual);
        homes.lost(at);
        let choice = group.rules.gateway_choice.policy();
        let most = most(choice);
        if most.0 == 0 || !homes.lets_down(individual, at, self.now, most) || homes.at(individual) != at {
            return;
        }
        let shunned = homes.shunned(individual, self.now, most);
        let open = homes.there(group.apps.map_or(u64::MAX, |apps| self.state.apps[apps.row()].of(individual)));
        let odds = odds_within(choice, &View { at: Some(at), known: homes.known(), shunned }, open);
        let index = Index::LetDown { number: row.number, again: outing.again % 1024 };
        let to = drawn(&odds, state.review.draws(index.bits()).uniform());
        if to == at {
            return;
        }
        let is_back = homes.go(individual, to);
        if let Some(crowds) = &mut self.state.meters.crowds {
            crowds.switched(1, u64::from(is_back));
            crowds.change(self.now, row.gateway.row(), -1);
            crowds.change(self.now, group.gateways[to].row(), 1);
        }
    }
}
