//! Planted faults: every law of the audit, and every law checked at events, can be seen broken.

use engine::agenda::Agenda;
use engine::run::run;
use rules::slashing::{Destination, Evidence, Finding, Offence, Sentence};
use state::attempts::Phase;
use state::bonds::Unbonding;
use state::ledger::{Account, Reason};
use state::requests::Stage;
use units::ids::{CoinId, NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::sample::{owner, scenario};
use crate::scenario::{Delegators, Scenario};
use crate::world::delegations::Pool;
use crate::world::{Moment, World};

const COIN: CoinId = CoinId(0);
const NETWORK: NetworkId = NetworkId(0);

/// The world after a hundred seconds, sound in every respect.
fn sound() -> (World, Agenda<Event>) {
    play(scenario())
}

fn play(scenario: Scenario) -> (World, Agenda<Event>) {
    let mut world = World::new(scenario, 0);
    world.keep_diary();
    let mut agenda = Agenda::new();
    world.start(&mut agenda);
    run(&mut world, &mut agenda, Time::ZERO + Span::secs(100), ());
    assert_eq!(world.audit(agenda.now()).map(|rows| rows > 10), Ok(true));
    assert_eq!((world.breach(), world.fault()), (None, None));
    (world, agenda)
}

/// The same with a class of delegators that has as much at stake as one node has.
fn delegated() -> (World, Agenda<Event>) {
    let mut scenario = scenario();
    let rules = owner(&[("stake", &[], "1 alp")]);
    scenario.delegators =
        vec![Delegators { name: "crowd".into(), rules, network: NETWORK, coin: COIN, stake: 1_000_000 }];
    play(scenario)
}

/// Plants a fault and asserts that the audit tells it so.
fn check(plant: impl FnOnce(&mut World), told: &str) {
    check_in(sound(), plant, told);
}

fn check_in((mut world, agenda): (World, Agenda<Event>), plant: impl FnOnce(&mut World), told: &str) {
    plant(&mut world);
    let broken = world.audit(agenda.now()).expect_err(told);
    assert!(broken.contains(told), "`{broken}` does not say `{told}`");
}

/// The first node whose line is long enough.
fn with_backlog(world: &World, least: u32) -> NodeId {
    let nodes = (0..world.state.nodes.len()).map(NodeId::of);
    nodes.into_iter().find(|&n| world.state.nodes.backlog(n) >= least).expect("at load 0.9 some line is that long")
}

#[test]
fn the_audit_sees_every_planted_fault() {
    let with_one = |world: &World| with_backlog(world, 1);
    check(|w| *w.state.nodes.backlog_mut(with_one(w)) += 1, "its backlog says");
    check(|w| *w.state.nodes.busy_mut(with_one(w)) -= 1, "serves 1, not 0");
    check(
        |w| {
            let node = with_backlog(w, 2);
            let waiting = w.state.nodes.line(node).list(&w.state.attempts)[1];
            w.state.attempts.get_mut(waiting).phase = Phase::Serving;
            *w.state.nodes.busy_mut(node) += 1;
        },
        "is busy with 2 of 1 slots",
    );
    check(|w| w.state.nodes.leave(with_one(w)), "is down and serves");
    check(
        |w| {
            let open =
                *w.state.requests.iter().find(|r| r.stage == Stage::Tried).expect("at load 0.9 some are under way");
            w.state.diary.as_mut().expect("it is kept").left(Time::ZERO + Span::secs(100), &open, open.arrived);
        },
        "at gateway 0",
    );
    check(
        |w| {
            let node = with_one(w);
            let attempt = w.state.nodes.line(node).list(&w.state.attempts)[0];
            w.state.diary.as_mut().expect("it is kept").entered(Time::ZERO + Span::secs(100), node, attempt);
        },
        "in the line of",
    );
    check(
        |w| {
            let node = with_one(w);
            let served = w.state.nodes.line(node).list(&w.state.attempts)[0];
            w.state.attempts.get_mut(served).phase = Phase::Waiting;
            *w.state.nodes.busy_mut(node) -= 1;
        },
        "idles",
    );
    check(|w| w.state.meters.went_up(Time::ZERO + Span::secs(100), w.state.group(NodeId(0)), 1), "nodes up, its gauge");
    check(|w| w.state.meters.groups[0].backlog.add(Time::ZERO, 1), "attempts entered lines of group 0 than left");
    check(|w| w.state.rosters[0].leave(NodeId(1)), "is not listed");
    check(|w| w.state.bonds.standing_mut(NETWORK, NodeId(1)).is_tombstoned = true, "is listed");
    check(|w| w.state.meters.in_system.add(Time::ZERO + Span::secs(100), 1), "unanswered");
    check(|w| w.state.meters.held += 1, "requests are held");
    check(|w| w.state.meters.stayed += 1, "their number integrates to");
    check(|w| w.state.ledger.transfer(COIN, Account::Market, Account::Escrow, 1, Reason::Authorisation), "the escrow");
    check(|w| w.state.networks[0].bonded += 1, "bonds sum to");
    check(
        |w| {
            let entry = Unbonding { node: NodeId(0), of: None, amount: 1, began: Time::ZERO, release: Time::END };
            w.state.bonds.unbond(NETWORK, entry);
        },
        "base units unbond",
    );
    check(|w| w.state.meters.put_on_probation(Time::ZERO + Span::secs(100), NETWORK), "nodes are on probation");
    check(|w| w.state.meters.jailed(Time::ZERO + Span::secs(100), NETWORK), "nodes are jailed");
}

/// Plants a fault, goes on, and asserts that a law checked at events tells it so.
fn breach(plant: impl FnOnce(&mut World, &mut Agenda<Event>), told: &str) {
    let (mut world, mut agenda) = sound();
    plant(&mut world, &mut agenda);
    run(&mut world, &mut agenda, Time::ZERO + Span::secs(120), ());
    let broken = world.breach().unwrap_or("nothing");
    assert!(broken.contains(told), "`{broken}` does not say `{told}`");
}

#[test]
fn the_audit_sees_every_planted_fault_of_delegations() {
    let check = |plant: &dyn Fn(&mut World), told: &str| check_in(delegated(), plant, told);
    let pool = |w: &mut World, change: &dyn Fn(&mut Pool)| {
        change(&mut w.state.networks[0].delegations.as_mut().expect("there are delegators").pools[0]);
    };
    check(&|w| pool(w, &|p| p.tokens += 1), "its nodes have");
    check(&|w| pool(w, &|p| p.shares += 1), "shares of");
    check(&|w| w.state.delegators[0].idle += 1, "wait to be staked");
    let to = |account| move |w: &mut World| w.state.ledger.transfer(COIN, Account::Market, account, 1, Reason::Fee);
    check(&to(Account::Rewards(NETWORK)), "parts of rewards are unclaimed");
    check(
        &|w| {
            let (bond, other) = (Account::Bond(NETWORK, NodeId(0)), Account::Bond(NETWORK, NodeId(1)));
            let all = w.state.ledger.balance(COIN, bond);
            w.state.ledger.transfer(COIN, bond, other, all, Reason::Fee);
        },
        "are delegated",
    );
}

#[test]
fn the_checks_at_events_see_every_planted_fault() {
    breach(|w, _| w.state.nodes.leave(with_backlog(w, 2)), "while it is down");
    breach(
        |w, agenda| {
            let now = agenda.now();
            let moment = &mut Moment { scenario: &w.scenario, state: &mut w.state, agenda, now };
            let node = NodeId(0);
            let evidence = Evidence { node, offence: Offence::WrongAnswer, finding: Finding::Offended, at: now, now };
            let jail = Span::ZERO;
            let sentence = Sentence { slash: -1, jail, tombstone: false, destination: Destination::Burn };
            moment.slash(NETWORK, &evidence, &sentence, crate::world::networks::Sides::default());
        },
        "is sentenced to pay -1",
    );
}
