//! Bonds: nodes stake, are judged, jailed and released, and take their stake out.

use engine::agenda::Class;
use rules::market::Side;
use rules::slashing::{Destination, Evidence, Offence, Sentence, StakeView};
use state::bonds::TakenPart;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, DelegatorsId, GroupId, NetworkId, NodeId, OperatorId};
use units::time::Time;

use super::redelegate::Sink;
use super::trade::Customer;
use crate::event::Event;
use crate::metrics::supply::Supply;
use crate::world::Moment;
use crate::world::networks::Sides;

/// What a slash takes, by where it was \[base units\].
struct Taken {
    from_bond: i64,
    from_unbonding: i64,
    from_exits: i64,
    /// What of the last two was delegated.
    of_delegators: i64,
    /// From stake that moved to other operators: whose, where it is, and how much.
    moved: Vec<(DelegatorsId, OperatorId, i64)>,
}

impl Moment<'_> {
    /// Whether the market can sell a node of a group all its stakes on some networks.
    pub(in crate::dynamics) fn can_bond(&self, group: GroupId, networks: &[NetworkId]) -> bool {
        let coin = |network: NetworkId| self.scenario.networks[network.row()].coin;
        let all = &self.scenario.groups[group.row()].stake;
        let stakes = || all.iter().filter(|stake| networks.contains(&stake.0));
        stakes().filter_map(|&(network, _)| coin(network)).all(|c| {
            let own = stakes().filter(|&&(network, _)| coin(network) == Some(c));
            own.map(|&(_, stake)| stake).sum::<i64>() <= self.for_sale(c)
        })
    }

    /// What the stakes of a node of a group on some networks would cost now \[usd\]; none where they cannot be bought.
    pub(in crate::dynamics) fn stake_usd(&self, group: GroupId, networks: &[NetworkId]) -> Option<f64> {
        let mut sum = 0.0;
        let all = &self.scenario.groups[group.row()].stake;
        for &(network, stake) in all.iter().filter(|stake| networks.contains(&stake.0)) {
            let Some(coin) = self.scenario.networks[network.row()].coin else { continue };
            sum += self.priced(coin, Side::Buys, stake)? as f64 / 1e9;
        }
        Some(sum)
    }

    /// A node that comes for the first time joins its networks and bonds its stake.
    pub(in crate::dynamics) fn bond(&mut self, node: NodeId) {
        self.state.meters.sentences.began(self.now, node, self.state.group(node));
        let now = self.now;
        self.books_of(node).take_in(now);
        self.state.note_margin(self.operator_of(node));
        let group = &self.scenario.groups[self.state.group(node).row()];
        let networks = self.state.served(self.scenario, node);
        for &network in networks {
            let standing = self.state.bonds.standing_mut(network, node);
            *standing = state::bonds::Standing { is_member: true, ..Default::default() };
            self.begin_approval(network, node);
            self.clear_record(network, node);
            let operator = self.operator_of(node);
            if let Some(takings) = &mut self.state.takings {
                takings.take_in(operator, network, now);
            }
        }
        for &(network, stake) in group.stake.iter().filter(|stake| networks.contains(&stake.0)) {
            let Some(coin) = self.scenario.networks[network.row()].coin else { continue };
            let usd = Account::Operator(self.operator_of(node));
            let customer = Customer { coins: Account::Bond(network, node), usd };
            // Where no wallet could hold what the stake costs, the node comes without it.
            if self.buy(coin, customer, stake, Reason::Bonding) {
                self.state.networks[network.row()].bond(stake, now);
            }
        }
        self.forget_breaches(node);
        self.expect_equivocation(node);
        self.expect_exit_by_conduct(node);
        self.expect_slips(node);
    }

    /// A node bonds what it has just earned, if its operator wants that.
    pub(super) fn restake(&mut self, network: NetworkId, node: NodeId, earned: i64) {
        let group = &self.scenario.groups[self.state.group(node).row()];
        let network = self.scenario.home(network);
        if !group.rules.restakes || earned <= 0 || !self.state.bonds.standing(network, node).is_member {
            return;
        }
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        let bond = Account::Bond(network, node);
        self.state.ledger.transfer(coin, Account::Node(node), bond, earned, Reason::Bonding);
        self.state.networks[network.row()].bond(earned, self.now);
        self.list_anew(network, node);
    }

    /// The stakes that a rule sees.
    pub(in crate::dynamics) fn stakes(&self, network: NetworkId, node: NodeId, offended: Time) -> StakeView {
        let counted = |stake: i64| self.scenario.counted(network, stake);
        let network = self.scenario.home(network);
        let row = &self.scenario.networks[network.row()];
        let (bonded, decimals) = row.coin.map_or((0, 0), |coin| {
            let bonded = self.state.ledger.balance(coin, Account::Bond(network, node));
            (counted(bonded), self.scenario.coins[coin.row()].rules.decimals)
        });
        let unbonding = counted(self.state.bonds.reached(network, node, offended));
        StakeView { bonded, unbonding, total: counted(self.state.networks[network.row()].bonded), members: 0, decimals }
    }

    /// Members of a network, in jail or not.
    #[cold]
    pub(in crate::dynamics) fn members(&self, network: NetworkId) -> u32 {
        let all = (0..self.state.nodes.len()).map(NodeId::of);
        all.filter(|&node| self.state.bonds.standing(network, node).is_member).count() as u32
    }

    /// Takes, jails and banishes as a sentence says.
    pub(in crate::dynamics) fn execute(
        &mut self,
        network: NetworkId,
        evidence: &Evidence,
        sentence: &Sentence,
        sides: Sides,
    ) {
        let node = evidence.node;
        if sentence.slash > 0 || sentence.jail.ns() > 0 || sentence.tombstone {
            self.state.meters.sentences.sentenced(self.now, node, self.state.group(node));
        }
        let from_bond = self.slash(network, evidence, sentence, sides);
        if sides.is_gone {
            return;
        }
        let (now, until) = (self.now, self.now + sentence.jail);
        let standing = self.state.bonds.standing_mut(network, node);
        standing.is_tombstoned |= sentence.tombstone;
        let was_jailed = standing.jailed_until > now;
        let is_longer = sentence.jail.ns() > 0 && until > standing.jailed_until;
        if is_longer {
            standing.jailed_until = until;
            self.agenda.at(until, Class::Timer, Event::Release(network, self.state.nodes.name(node)));
            if !was_jailed {
                self.state.meters.jailed(now, network);
            }
        }
        if from_bond > 0 || is_longer || sentence.tombstone {
            self.list_anew(network, node);
        }
        let home = self.scenario.home(network);
        if from_bond > 0 && home != network {
            self.list_anew(home, node);
        }
    }

    /// Takes coins from the bond, then from what is on its way out; gives what came from the bond.
    pub(crate) fn slash(&mut self, network: NetworkId, evidence: &Evidence, sentence: &Sentence, sides: Sides) -> i64 {
        let node = evidence.node;
        let Some(coin) = self.scenario.networks[network.row()].coin else { return 0 };
        let home = self.scenario.home(network);
        let bonded = self.state.ledger.balance(coin, Account::Bond(home, node));
        let Taken { from_bond, from_unbonding, from_exits, of_delegators, moved } =
            self.take_stake(home, evidence, sentence.slash, bonded);
        self.state.meters.exits[home.row()].slashed(self.now, from_unbonding);
        let from_queue = from_unbonding + from_exits;
        let from_moved = moved.iter().map(|moved| moved.2).sum::<i64>();
        let mut taken = from_bond + from_queue + from_moved;
        self.state.invariants.hold(from_bond >= 0 && from_queue >= 0 && taken <= sentence.slash, || {
            format!("{node:?} is sentenced to pay {} base units and pays {taken}", sentence.slash)
        });
        let delegated_bond = self.slash_delegated(home, node, (from_bond, bonded), of_delegators);
        let mut delegated = delegated_bond + of_delegators;
        let reason = match evidence.offence {
            Offence::WrongAnswer => Reason::SlashWrong,
            Offence::Absence => Reason::SlashAbsence,
            Offence::Equivocation => Reason::SlashEquivocation,
        };
        let reporter = sides.reporter.filter(|&reporter| self.state.nodes.is_current(reporter));
        let to = match sentence.destination {
            Destination::Burn => Account::Nowhere,
            Destination::Insurance => Account::Insurance(network),
            Destination::Users => sides.harmed.map_or(Account::Treasury(network), Account::Users),
            Destination::Treasury => Account::Treasury(network),
            Destination::Reporter => reporter.map_or(Account::Treasury(network), |reporter| Account::Node(reporter.id)),
        };
        let to = self.held_back(network, to, taken, reason);
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, Account::Bond(home, node), to, from_bond, reason);
        ledger.transfer(coin, Account::Unbonding(home), to, from_queue, reason);
        self.state.networks[home.row()].bond(-from_bond, self.now);
        taken -= from_moved;
        for moved in moved {
            let there = self.take_moved(home, coin, moved, Sink { to, reason });
            (taken, delegated) = (taken + there, delegated + there);
        }
        self.insure_delegators(home, self.operator_of(node), delegated_bond);
        // A verdict that takes nothing is no slash.
        if taken > 0 {
            let group = self.state.group(node);
            let (usd, own) = (self.in_usd(network, taken), self.in_usd(network, taken - delegated));
            self.state.meters.slashed(network, group, evidence.offence, (usd, own));
            self.books_of(node).income -= own;
            if self.state.has_revisions {
                self.note_gain(node, -own);
            }
            self.note_taking(network, node, -own);
        }
        if let Account::Node(reporter) = to {
            self.earn(network, reporter, taken);
        }
        from_bond
    }

    /// How much of a slash comes from the bond, from stakes that unbond and from stakes that wait for their turn.
    ///
    /// Without delegators the bond pays first. With them all pay pro rata: whoever has just left pays as who stayed.
    fn take_stake(&mut self, network: NetworkId, evidence: &Evidence, slash: i64, bonded: i64) -> Taken {
        let (node, at) = (evidence.node, evidence.at);
        let bonds = &mut self.state.bonds;
        if self.state.networks[network.row()].delegations.is_none() {
            let from_bond = slash.min(bonded);
            let (from_unbonding, from_exits) = bonds.take(network, node, at, slash - from_bond);
            return Taken { from_bond, from_unbonding, from_exits, of_delegators: 0, moved: Vec::new() };
        }
        let all = bonded + bonds.reached(network, node, at);
        let due = slash.min(all);
        let TakenPart { unbonding, exits, delegated, moved } = bonds.take_part(network, node, at, (due, all));
        let elsewhere = unbonding + exits + moved.iter().map(|moved| moved.2).sum::<i64>();
        let from_bond = (due - elsewhere).min(bonded);
        Taken { from_bond, from_unbonding: unbonding, from_exits: exits, of_delegators: delegated, moved }
    }

    /// A jail term ends; a node that is away stays in jail until it comes back.
    pub(in crate::dynamics) fn release(&mut self, network: NetworkId, node: NodeId) {
        if self.state.bonds.standing(network, node).jailed_until > self.now {
            return;
        }
        if self.state.nodes.is_up(node) {
            self.free(network, node);
            self.list_anew(network, node);
            self.watch_again(network, node);
            if self.state.meters.held > 0 {
                self.ask_held(node);
            }
        } else {
            self.state.bonds.standing_mut(network, node).jailed_until = Time::END;
        }
    }

    /// A node that was in jail beyond its term has come back.
    pub(in crate::dynamics) fn free_returned(&mut self, network: NetworkId, node: NodeId) {
        if self.state.bonds.standing(network, node).jailed_until == Time::END {
            self.free(network, node);
        }
    }

    fn free(&mut self, network: NetworkId, node: NodeId) {
        self.state.bonds.standing_mut(network, node).jailed_until = Time::ZERO;
        self.state.meters.freed(self.now, network);
    }

    /// Whether a node is a member of a network and neither in jail nor banished.
    pub(in crate::dynamics) fn is_in_good_standing(&self, network: NetworkId, node: NodeId) -> bool {
        self.state.bonds.is_free(network, node, self.now)
    }

    /// The bonded stake of each network \[base units\].
    pub(in crate::dynamics) fn bonded(&self) -> Vec<i64> {
        self.state.networks.iter().map(|network| network.bonded).collect()
    }

    /// Where the coins of each coin are.
    pub(in crate::dynamics) fn supplies(&self) -> Vec<Supply> {
        (0..self.scenario.coins.len()).map(|coin| self.state.supply(self.scenario, CoinId::of(coin))).collect()
    }

    /// What is in the pool of each coin \[base units\]; 0 where it has none.
    pub(in crate::dynamics) fn pools(&self) -> Vec<i64> {
        let coins = (0..self.scenario.coins.len()).map(CoinId::of);
        coins.map(|coin| self.state.ledger.balance(coin, Account::Pool(coin))).collect()
    }

    /// Whether a node may never come back to a network.
    pub(in crate::dynamics) fn is_banished(&self, network: NetworkId, node: NodeId) -> bool {
        self.state.bonds.standing(network, node).is_tombstoned
    }

    /// A node has gone for good while a list still knows it: it counts as a member, unless it went from jail.
    pub(in crate::dynamics) fn linger(&mut self, network: NetworkId, node: NodeId) {
        let standing = self.state.bonds.standing_mut(network, node);
        standing.is_member = standing.jailed_until <= self.now;
    }

    /// The last that knew a node that has gone has forgotten it.
    pub(in crate::dynamics) fn end_membership(&mut self, network: NetworkId, node: NodeId) {
        self.state.bonds.standing_mut(network, node).is_member = false;
    }
}
