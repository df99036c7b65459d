//! The table of contents of the simulation: what happens at each event.

/// Names the tables of the state that a room may touch; `tidy::rooms` holds every file of the room to it, both ways.
macro_rules! tables {
    ($($table:ident),* $(,)?) => {
        const _: fn(&crate::world::State) = |_state| { $(let _ = &_state.$table;)* };
    };
}

mod lists;
mod money;
mod nodes;
mod observe;
mod proof;
pub(crate) mod requests;
mod service;
mod serving;
mod steering;
mod votes;
mod wires;

use engine::agenda::Agenda;
use engine::run::Model;
use units::ids::{AppsId, CoinId, DeskId, GroupId, NetworkId, UsersId};
use units::time::Time;

use crate::event::Event;
use crate::world::{Moment, World};

tables! { attempts, nodes, requests }

impl World {
    /// Schedules what is known from the start.
    pub fn start(&mut self, agenda: &mut Agenda<Event>) {
        for i in 0..self.scenario.changes.len() {
            if self.scenario.changes[i].at == Time::ZERO {
                self.change(i as u16, false, agenda);
            }
        }
        let now = agenda.now();
        self::start(&mut Moment { scenario: &self.scenario, state: &mut self.state, agenda, now });
    }
}

impl Model for World {
    type Event = Event;

    #[inline(always)]
    fn handle(&mut self, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::Change { change, is_over } => return self.change(change, is_over, agenda),
            Event::Enact(ballot) => return self.enact(ballot, agenda),
            Event::Steer(governor) => return self.steer(governor, agenda),
            Event::Adjust(governor) => return self.adjust(governor, agenda),
            _ => {}
        }
        let now = agenda.now();
        let mut moment = Moment { scenario: &self.scenario, state: &mut self.state, agenda, now };
        self::handle(&mut moment, event);
    }
}

/// Schedules what is known from the start.
fn start(moment: &mut Moment) {
    let scenario = moment.scenario;
    moment.plan_prices();
    moment.plan_holders();
    moment.plan_delegations();
    for i in 0..scenario.groups.len() {
        moment.populate(GroupId::of(i));
    }
    moment.open_delegations();
    for i in 0..scenario.networks.len() {
        moment.open_weights(NetworkId::of(i));
    }
    for (i, by) in scenario.pickers().enumerate() {
        if scenario.view_age(by).ns() > 0 {
            moment.renew(DeskId::of(i));
        }
    }
    for i in 0..scenario.users.len() {
        moment.expect_first(UsersId::of(i));
        moment.gather(UsersId::of(i));
    }
    for (i, coin) in scenario.coins.iter().enumerate() {
        moment.agenda.after(coin.rules.epoch, money::EMISSION, Event::Epoch(CoinId::of(i)));
    }
    for i in 0..scenario.weather.len() {
        moment.forecast(i as u16);
    }
    for i in 0..scenario.networks.len() {
        moment.plan_exits(NetworkId::of(i));
        moment.open_prices(NetworkId::of(i));
    }
    moment.plan_leaks();
    moment.plan_reputations();
    moment.plan_reviews();
    moment.plan_revisions();
    for i in 0..scenario.users.len() {
        moment.plan_homes(UsersId::of(i));
    }
    for i in 0..scenario.apps.len() {
        moment.plan_apps(AppsId::of(i));
    }
    moment.plan_spending();
    moment.plan_buybacks();
    moment.plan_insurances();
    moment.plan_contracts();
    moment.plan_canaries();
    moment.plan_firms();
    moment.plan_pace();
    moment.plan_observations();
    moment.plan_changes();
    moment.plan_votes();
    moment.plan_governors();
}

/// What happens at an event.
#[inline(always)]
fn handle(moment: &mut Moment, event: Event) {
    match event {
        Event::Send(users) => moment.send(users),
        Event::Ask(users, number) => moment.issue(users, number, None),
        Event::Again(request) => moment.set_out_again(request.id),
        Event::Enter(request) => {
            // A request on its way to the gateway is withdrawn by nobody.
            moment.enter(request.id);
        }
        Event::Pass(request) => moment.pass(request.id),
        Event::Consulted(request) => moment.consulted(request.id),
        Event::Admit(request) => {
            // Its gateway may have gone down meanwhile.
            if moment.state.requests.is_current(request) {
                moment.admitted(request.id);
            }
        }
        Event::Reach(attempt) => {
            if moment.state.attempts.is_current(attempt) {
                moment.reach(attempt.id);
            }
        }
        Event::Done(attempt) => moment.done(attempt.id),
        Event::Shared(node) => moment.shared(node),
        Event::Return(attempt) => {
            if moment.state.attempts.is_current(attempt) {
                moment.returned(attempt.id);
            }
        }
        Event::TimeOut(attempt) => {
            if moment.state.attempts.is_current(attempt) {
                moment.time_out(attempt.id);
            }
        }
        Event::Hedge { request, tries, copy } => {
            if moment.state.requests.is_current(request) {
                moment.hedge(request.id, tries, copy);
            }
        }
        Event::Assign(desk) => moment.assign(desk),
        Event::Session(network) => moment.begin_network_session(network),
        Event::Leave(node) => {
            if moment.state.nodes.is_current(node) {
                moment.leave(node.id);
            }
        }
        Event::Drained(node) => {
            if moment.state.nodes.is_current(node) {
                moment.drained(node.id);
            }
        }
        Event::Join(node) => {
            // Its operator may have taken it down meanwhile.
            if moment.state.nodes.is_current(node) {
                moment.join(node.id);
            }
        }
        Event::Retire(node) => {
            if moment.state.nodes.is_current(node) {
                moment.retire(node.id);
            }
        }
        Event::SetUp(node) => moment.set_up(node),
        Event::Come(group) => moment.come(group),
        Event::Renew(desk) => moment.renew(desk),
        Event::Pardon(gateway, node) => moment.pardon(gateway, node),
        Event::Strike(fault) => moment.strike(fault),
        Event::Relieve(fault) => moment.relieve(fault),
        Event::Missed { node, network, rule } => {
            if moment.state.nodes.is_current(node) {
                moment.missed(node.id, network, rule);
            }
        }
        Event::Slip { node, network, rule } => {
            if moment.state.nodes.is_current(node) {
                moment.slip(node.id, network, rule);
            }
        }
        Event::List(network, node) => moment.first_beat(network, node),
        Event::Expire(network, node) => moment.expire(network, node),
        Event::Approve(network, node) => moment.approve(network, node),
        Event::Lapse(network, node) => moment.lapse(network, node),
        Event::Sprint(network) => moment.begin_sprint(network),
        Event::Weigh(network) => moment.weigh_anew(network),
        Event::Breach { fault, is_revoked } => moment.go_on_breach(fault, is_revoked),
        Event::Unload(node, llm) => moment.unload(node, llm),
        Event::Leak(network) => moment.leak(network),
        Event::Appeal(network) => moment.decide_appeal(network),
        Event::Probation(network) => moment.review_probations(network),
        Event::Abscond(node) => {
            if moment.state.nodes.is_current(node) {
                moment.abscond(node.id);
            }
        }
        Event::Reborn(group) => moment.reborn(group),
        Event::Revise(group) => moment.revise(group),
        Event::Rate(network) => moment.publish_reputations(network),
        Event::Due { node, network, rule } => moment.due(node, network, rule),
        Event::Release(network, node) => {
            if moment.state.nodes.is_current(node) {
                moment.release(network, node.id);
            }
        }
        Event::Equivocate(node) => {
            if moment.state.nodes.is_current(node) {
                moment.equivocate(node.id);
            }
        }
        Event::Exits(network) => moment.let_exit(network),
        Event::Mature(network) => moment.mature(network),
        Event::Auction(network) => moment.auction(network),
        Event::Reprice(network) => moment.reprice(network),
        Event::Epoch(coin) => moment.epoch(coin),
        Event::Price(coin) => moment.move_price(coin),
        Event::Quote(coin) => moment.quote(coin),
        Event::Fall { fault, coin, left } => moment.fall(fault, coin, left),
        Event::Reconsider(users) => moment.reconsider(users),
        Event::Integrate(apps) => moment.review_apps(apps),
        Event::Review(operator) => moment.review(operator),
        Event::Delegate(class) => moment.review_delegations(class),
        Event::Rebalance(holder) => moment.rebalance(holder),
        Event::Unlock(holder) => moment.unlock(holder),
        Event::Spend(network) => moment.spend(network),
        Event::Settle { network, operator, batch } => moment.claims_due(network, operator, batch),
        Event::Finalise(network) => moment.finalise(network),
        Event::Challenge { network, dispute } => moment.begin_dispute(network, dispute),
        Event::Turn { network, dispute, depth } => moment.dispute_turn(network, dispute, depth),
        Event::Verdict { network, dispute } => moment.overtime(network, dispute),
        Event::Probe { network, rule, number } => moment.probe(network, rule, number),
        Event::BuyBack(network) => moment.buy_back(network),
        Event::Insure(network) => moment.insure(network),
        Event::Commit(users) => moment.commit(users),
        Event::Retake(gateway) => moment.review_take(gateway),
        Event::Books(gateway) => moment.look_at_books(gateway),
        Event::Launch(gateway) => moment.review_launch(gateway),
        Event::Pace => moment.pace(),
        Event::Cut => moment.cut(),
        Event::Sample => moment.sample(),
        Event::Observe(at) => moment.observe(at),
        Event::Relist(network) => moment.relist(network),
        Event::Propose(proposal) => moment.propose(proposal),
        Event::Watch(proposal) => moment.watch(proposal),
        Event::OpenVote(ballot) => moment.open_vote(ballot),
        Event::CloseVote(ballot) => moment.close_vote(ballot),
        Event::CashIn(attacker) => moment.cash_in(attacker),
        Event::Change { .. } | Event::Enact(_) | Event::Steer(_) | Event::Adjust(_) => {
            unreachable!("the world changes its rules itself, for a moment only reads them")
        }
    }
}
