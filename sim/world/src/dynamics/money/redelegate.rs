//! Stake of delegators moves at once from one operator to another, and slashes for what came before follow it.

use state::bonds::Moved;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, DelegatorsId, NetworkId, OperatorId};

use super::RELEASES;
use super::delegate::split;
use crate::event::Event;
use crate::world::Moment;

/// Where what a slash takes of moved stake goes, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sink {
    pub(super) to: Account,
    pub(super) reason: Reason,
}

impl Moment<'_> {
    /// A class moves stake from operators where it has more than planned to those where it has less: `excess` and
    /// `lacks` by operator \[base units\], of which the smaller sum moves. What it moved not long ago stays.
    pub(super) fn redelegate(&mut self, class: DelegatorsId, excess: &[i64], lacks: &[i64]) {
        let network = self.scenario.delegators[class.row()].network;
        let bonds = &self.state.bonds;
        let free = |o: usize, excess: i64, held: i64| {
            excess.min((held - bonds.moved_to(network, class, OperatorId::of(o))).max(0))
        };
        let held = |o: usize| self.delegations(network).map_or(0, |d| d.pools[o].worth(class.row()));
        let mut from: Vec<i64> = excess.iter().enumerate().map(|(o, &e)| free(o, e, held(o))).collect();
        let mut to = lacks.to_vec();
        let (mut i, mut j) = (0, 0);
        while i < from.len() && j < to.len() {
            let amount = from[i].min(to[j]);
            if amount > 0 {
                self.move_stake(class, [OperatorId::of(i), OperatorId::of(j)], amount);
            }
            (from[i], to[j]) = (from[i] - amount, to[j] - amount);
            if from[i] == 0 {
                i += 1;
            } else {
                j += 1;
            }
        }
    }

    /// Moves stake of a class from one operator's nodes to another's, where these and their pool take it.
    fn move_stake(&mut self, class: DelegatorsId, [from, to]: [OperatorId; 2], amount: i64) {
        let &crate::scenario::Delegators { network, coin, .. } = &self.scenario.delegators[class.row()];
        let (now, nodes) = (self.now, self.open_nodes(network, coin, to));
        let old = self.state.operators[from.row()].nodes();
        let Some(delegations) = &mut self.state.networks[network.row()].delegations else { return };
        if nodes.is_empty() || !delegations.takes(to, amount) {
            return;
        }
        let held: Vec<_> = old.map(|node| (node, delegations.at(node))).collect();
        let amount = delegations.withdraw(from, class.row(), amount, now);
        let release = now + self.scenario.networks[network.row()].rules.unbonding;
        for (node, part) in split(amount, &held) {
            if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
                delegations.shift(node, -part);
            }
            let (bond, account) = (Account::Bond(network, node), Account::Delegators(class));
            self.state.ledger.transfer(coin, bond, account, part, Reason::Redelegation);
            self.state.networks[network.row()].bond(-part, self.now);
            self.list_anew(network, node);
            if release > now {
                let moved = Moved { node, of: class, to, amount: part, began: now, release };
                self.state.bonds.redelegate(network, moved);
            }
        }
        if release > now {
            self.agenda.at(release, RELEASES, Event::Mature(network));
        }
        if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
            let taken = delegations.deposit(to, class.row(), amount, now);
            self.state.invariants.hold(taken, || format!("the pool of {to:?} refuses what it took"));
            delegations.redelegated += i128::from(amount);
        }
        for (node, part) in split(amount, &nodes) {
            self.state.networks[network.row()].bond(part, self.now);
            self.shift(network, coin, Account::Delegators(class), node, part, Reason::Redelegation);
        }
    }

    /// A slash takes stake that a class had moved to another operator before: of what is bonded there, and where that
    /// is less, of what is on its way out from there. Gives how much it took.
    pub(super) fn take_moved(
        &mut self,
        network: NetworkId,
        coin: CoinId,
        (class, to, due): (DelegatorsId, OperatorId, i64),
        sink: Sink,
    ) -> i64 {
        let now = self.now;
        let nodes = self.state.operators[to.row()].nodes();
        let Some(delegations) = &mut self.state.networks[network.row()].delegations else { return 0 };
        let held: Vec<_> = nodes.map(|node| (node, delegations.at(node))).collect();
        let bonded = delegations.withdraw(to, class.row(), due, now);
        for (node, part) in split(bonded, &held) {
            if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
                delegations.shift(node, -part);
            }
            self.state.ledger.transfer(coin, Account::Bond(network, node), sink.to, part, sink.reason);
            self.state.networks[network.row()].bond(-part, self.now);
            self.list_anew(network, node);
        }
        let nodes = &self.state.nodes;
        let is_there = |node| nodes.identity(node).operator == to.0;
        let (unbonding, exits) = self.state.bonds.take_of(network, class, is_there, due - bonded);
        self.state.meters.exits[network.row()].slashed(now, unbonding);
        self.state.ledger.transfer(coin, Account::Unbonding(network), sink.to, unbonding + exits, sink.reason);
        bonded + unbonding + exits
    }
}

#[cfg(test)]
mod tests {
    use engine::agenda::Agenda;
    use engine::run::run;
    use rules::slashing::{Destination, Evidence, Finding, Offence, Sentence};
    use units::ids::NodeId;
    use units::time::{Span, Time};

    use super::*;
    use crate::sample::{owner, scenario};
    use crate::scenario::Delegators;
    use crate::world::World;

    const COIN: CoinId = CoinId(0);
    const NETWORK: NetworkId = NetworkId(0);
    const CROWD: DelegatorsId = DelegatorsId(0);

    fn at(s: u64) -> Time {
        Time::ZERO + Span::secs(s)
    }

    /// Four operators with a node and 1 alp each, at which a class has staked 1 alp each; unbonding takes a minute. At
    /// 10 s the class moves 0.4 alp from the first to the second.
    fn world() -> (World, Agenda<Event>) {
        let mut scenario = scenario();
        scenario.users.clear();
        let rules = owner(&[("stake", &[], "4 alp"), ("review", &[], "1 d")]);
        scenario.delegators =
            vec![Delegators { name: "crowd".into(), rules, network: NETWORK, coin: COIN, stake: 4_000_000 }];
        let mut world = World::new(scenario, 0);
        let mut agenda = Agenda::new();
        world.start(&mut agenda);
        run(&mut world, &mut agenda, at(10), ());
        act(&mut world, &mut agenda, |m| m.redelegate(CROWD, &[400_000, 0, 0, 0], &[0, 400_000, 0, 0]));
        (world, agenda)
    }

    fn act<T>(world: &mut World, agenda: &mut Agenda<Event>, what: impl FnOnce(&mut Moment<'_>) -> T) -> T {
        let now = agenda.now();
        what(&mut Moment { scenario: &world.scenario, state: &mut world.state, agenda, now })
    }

    /// Takes a tenth of what a slash of the first node reaches for an offence of this time.
    fn slash(world: &mut World, agenda: &mut Agenda<Event>, offended: Time) -> i64 {
        act(world, agenda, |m| {
            let node = NodeId(0);
            let (offence, finding) = (Offence::WrongAnswer, Finding::Offended);
            let evidence = Evidence { node, offence, finding, at: offended, now: m.now };
            let stakes = m.stakes(NETWORK, node, offended);
            let slash = (stakes.bonded + stakes.unbonding) / 10;
            let sentence = Sentence { slash, jail: Span::ZERO, tombstone: false, destination: Destination::Treasury };
            m.slash(NETWORK, &evidence, &sentence, crate::world::networks::Sides::default());
            m.state.ledger.balance(COIN, Account::Treasury(NETWORK))
        })
    }

    fn pools(world: &World) -> [i64; 4] {
        let delegations = world.state.networks[0].delegations.as_ref().expect("there are delegators");
        [0, 1, 2, 3].map(|o| delegations.pools[o].tokens)
    }

    fn bond(world: &World, node: u32) -> i64 {
        world.state.ledger.balance(COIN, Account::Bond(NETWORK, NodeId(node)))
    }

    fn is_sound(world: &World, agenda: &Agenda<Event>) {
        assert_eq!(world.audit(agenda.now()).err(), None);
        assert_eq!((world.breach(), world.fault()), (None, None));
    }

    #[test]
    fn a_slash_for_an_offence_before_the_move_follows_the_stake() {
        let (mut world, mut agenda) = world();
        assert_eq!(pools(&world), [600_000, 1_400_000, 1_000_000, 1_000_000]);
        is_sound(&world, &agenda);
        // Own stake, what stayed and what moved lose a tenth each.
        assert_eq!(slash(&mut world, &mut agenda, at(5)), 200_000);
        assert_eq!(pools(&world), [540_000, 1_360_000, 1_000_000, 1_000_000]);
        assert_eq!([bond(&world, 0), bond(&world, 1)], [1_440_000, 2_360_000]);
        // A second one takes a tenth of what is left.
        assert_eq!(slash(&mut world, &mut agenda, at(5)), 380_000);
        assert_eq!(pools(&world), [486_000, 1_324_000, 1_000_000, 1_000_000]);
        is_sound(&world, &agenda);
    }

    #[test]
    fn a_slash_for_an_offence_after_the_move_or_when_it_is_complete_does_not() {
        let (mut world, mut agenda) = world();
        assert_eq!(slash(&mut world, &mut agenda, at(11)), 160_000);
        assert_eq!(pools(&world)[1], 1_400_000);
        run(&mut world, &mut agenda, at(69), ());
        assert_eq!(world.state.bonds.reached(NETWORK, NodeId(0), at(5)), 400_000);
        run(&mut world, &mut agenda, at(70), ());
        assert_eq!(world.state.bonds.reached(NETWORK, NodeId(0), at(5)), 0);
        assert_eq!(slash(&mut world, &mut agenda, at(5)), 160_000 + 144_000);
        assert_eq!(pools(&world)[1], 1_400_000);
        is_sound(&world, &agenda);
    }

    #[test]
    fn stake_that_moved_does_not_move_again_before_the_move_is_complete() {
        let (mut world, mut agenda) = world();
        let on = |m: &mut Moment<'_>| m.redelegate(CROWD, &[0, 1_400_000, 0, 0], &[0, 0, 0, 1_400_000]);
        act(&mut world, &mut agenda, on);
        assert_eq!(pools(&world), [600_000, 400_000, 1_000_000, 2_000_000]);
        run(&mut world, &mut agenda, at(70), ());
        act(&mut world, &mut agenda, on);
        assert_eq!(pools(&world), [600_000, 0, 1_000_000, 2_400_000]);
        is_sound(&world, &agenda);
    }

    #[test]
    fn stake_that_moved_to_an_operator_who_leaves_is_reached_while_it_unbonds() {
        let (mut world, mut agenda) = world();
        act(&mut world, &mut agenda, |m| m.unbond(NodeId(1)));
        let unbonding = |w: &World| w.state.ledger.balance(COIN, Account::Unbonding(NETWORK));
        let before = unbonding(&world);
        assert_eq!(pools(&world)[1], 0);
        assert_eq!(slash(&mut world, &mut agenda, at(5)), 200_000);
        assert_eq!(before - unbonding(&world), 40_000);
        assert_eq!(world.state.bonds.unbonding_total(NETWORK), unbonding(&world));
    }
}
