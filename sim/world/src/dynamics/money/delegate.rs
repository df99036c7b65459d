//! Delegated stake: classes of delegators stake with operators, claim what it earns, and move it.

use engine::draws::{Purpose, name_hash};
use rules::chooses::{Candidate, Plan, View};
use rules::market::Side;
use rules::sells;
use state::ledger::{Account, Reason, part};
use units::ids::{CoinId, DelegatorsId, NetworkId, NodeId, OperatorId};
use units::time::Span;

use super::CLAIMS;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;
use crate::world::delegations::{Delegations, Seen};

/// Weights and moves of policies as whole parts of this, so that amounts follow from whole numbers.
const WHOLE: i64 = 1_000_000_000_000;

impl Moment<'_> {
    /// Gives delegators what they have at the start, and schedules their first reviews.
    pub(in crate::dynamics) fn plan_delegations(&mut self) {
        for (i, row) in self.scenario.delegators.iter().enumerate() {
            let (class, ledger) = (DelegatorsId::of(i), &mut self.state.ledger);
            ledger.transfer(row.coin, Account::Market, Account::Delegators(class), row.stake, Reason::Endowment);
            self.state.delegators[i].idle = row.stake;
            let first = self.first_review(Purpose::Delegation, name_hash(&row.name), row.rules.review);
            self.agenda.after(first, CLAIMS, Event::Delegate(class));
        }
    }

    /// Delegators stake what they have at the start.
    pub(in crate::dynamics) fn open_delegations(&mut self) {
        for class in (0..self.scenario.delegators.len()).map(DelegatorsId::of) {
            self.choose(class);
        }
    }

    /// A class of delegators claims its rewards, sells or stakes them, and moves its stake.
    pub(in crate::dynamics) fn review_delegations(&mut self, class: DelegatorsId) {
        let row = &self.scenario.delegators[class.row()];
        let (coin, account) = (row.coin, Account::Delegators(class));
        let mut claimed = 0;
        if let Some(delegations) = &mut self.state.networks[row.network.row()].delegations {
            claimed = delegations.pools.iter_mut().map(|pool| pool.claim(class.row())).sum();
        }
        self.state.ledger.transfer(coin, Account::Rewards(row.network), account, claimed, Reason::Claim);
        if row.rules.restakes {
            self.state.delegators[class.row()].idle += claimed;
        }
        let coins = self.state.ledger.balance(coin, account) - self.state.delegators[class.row()].idle;
        let view = sells::View {
            coins,
            earned: if row.rules.restakes { 0 } else { claimed },
            decimals: self.scenario.coins[coin.row()].rules.decimals,
            nano_usd: self.state.prices[coin.row()].spot,
            owed: 0,
        };
        let sold = row.rules.sells.policy().sells(&view).clamp(0, coins);
        // A market that cannot pay for all of it takes nothing.
        self.trade(coin, Side::Sells, Customer { coins: account, usd: account }, sold, Reason::Sale);
        self.choose(class);
        self.agenda.after(row.rules.review, CLAIMS, Event::Delegate(class));
    }

    /// A class looks at all operators, and moves its stake as its rule says.
    fn choose(&mut self, class: DelegatorsId) {
        let operators = self.candidates(class);
        let rules = &self.scenario.delegators[class.row()].rules;
        let state = &mut self.state.delegators[class.row()];
        let every = self.now.since(std::mem::replace(&mut state.looked, self.now));
        let plan = rules.chooses.plan(&mut state.memory, &View { every, operators: &operators });
        self.follow_plan(class, &plan);
    }

    /// The operators as a class sees them: O(nodes).
    fn candidates(&mut self, class: DelegatorsId) -> Vec<Candidate> {
        let &crate::scenario::Delegators { network, coin, .. } = &self.scenario.delegators[class.row()];
        let years = self.now.since(self.state.delegators[class.row()].looked).as_secs() / Span::days(365).as_secs();
        let mut list = Vec::with_capacity(self.state.operators.len());
        for operator in (0..self.state.operators.len()).map(OperatorId::of) {
            let row = &self.state.operators[operator.row()];
            let kept = self.scenario.groups[row.group.row()].rules.commission.as_f64();
            let nodes = || row.nodes();
            let bonded = nodes().map(|node| self.state.ledger.balance(coin, Account::Bond(network, node))).sum();
            let is_open = nodes().any(|node| self.takes_stake(network, node));
            let Some(delegations) = &self.state.networks[network.row()].delegations else { continue };
            let pool = &delegations.pools[operator.row()];
            let now = Seen { earned: pool.earned, slashed: pool.slashed, bonded };
            let then = std::mem::replace(&mut self.state.delegators[class.row()].seen[operator.row()], now);
            let stake = 0.5 * (then.bonded as f64 + bonded as f64) * years;
            let gain = (now.earned - then.earned) as f64 * (1.0 - kept) - (now.slashed - then.slashed) as f64;
            list.push(Candidate { is_open, yield_y: (stake > 0.0).then(|| gain / stake) });
        }
        list
    }

    /// Whether a node takes delegated stake.
    fn takes_stake(&self, network: NetworkId, node: NodeId) -> bool {
        let standing = self.state.bonds.standing(network, node);
        // A list may still name a node that has left for good: nobody is there to stake with.
        let is_gone = self.state.networks[network.row()].entries.get(node.row()).is_some_and(|entry| entry.is_gone);
        standing.is_member && !standing.is_tombstoned && !is_gone
    }

    /// A class takes stake from where it has more than planned, as far as it moves, and stakes what waits where it has
    /// less.
    fn follow_plan(&mut self, class: DelegatorsId, plan: &Plan) {
        let network = self.scenario.delegators[class.row()].network;
        let sum: f64 = plan.weights.iter().sum();
        if sum <= 0.0 {
            return;
        }
        let held = |m: &Self, o: usize| m.delegations(network).map_or(0, |d| d.pools[o].worth(class.row()));
        let n = plan.weights.len();
        let all: i128 = (0..n).map(|o| i128::from(held(self, o))).sum::<i128>() + self.idle(class);
        let of = |amount: i128, share: f64| {
            i64::try_from(amount * i128::from((share * WHOLE as f64) as i64) / i128::from(WHOLE)).unwrap_or(i64::MAX)
        };
        let excess = |m: &Self, o: usize, planned: i64| of((held(m, o) - planned).max(0).into(), plan.moves);
        let redelegates = self.scenario.delegators[class.row()].rules.redelegates;
        let planned: Vec<i64> = plan.weights.iter().map(|weight| of(all, weight / sum)).collect();
        for (o, &planned) in planned.iter().enumerate() {
            let is_worthless = held(self, o) == 0 && self.has_shares(network, class, o);
            let most = excess(self, o, planned);
            if (most > 0 && !redelegates) || is_worthless {
                self.take_out(class, OperatorId::of(o), most);
            }
        }
        if redelegates {
            let all: Vec<[i64; 2]> =
                (0..n).map(|o| [excess(self, o, planned[o]), (planned[o] - held(self, o)).max(0)]).collect();
            let of = |at: usize| all.iter().map(|both| both[at]).collect::<Vec<_>>();
            self.redelegate(class, &of(0), &of(1));
        }
        let lacks: Vec<i64> = planned.iter().enumerate().map(|(o, p)| (p - held(self, o)).max(0)).collect();
        let lacking: i128 = lacks.iter().map(|&lack| i128::from(lack)).sum();
        let idle = self.idle(class);
        for (o, lack) in lacks.into_iter().enumerate().filter(|lack| lack.1 > 0) {
            let amount = (idle * i128::from(lack) / lacking).min(lack.into());
            self.put_in(class, OperatorId::of(o), i64::try_from(amount).unwrap_or(0));
        }
    }

    pub(super) fn delegations(&self, network: NetworkId) -> Option<&Delegations> {
        self.state.networks[network.row()].delegations.as_deref()
    }

    fn idle(&self, class: DelegatorsId) -> i128 {
        self.state.delegators[class.row()].idle.into()
    }

    fn has_shares(&self, network: NetworkId, class: DelegatorsId, operator: usize) -> bool {
        self.delegations(network).is_some_and(|d| d.pools[operator].classes[class.row()].shares > 0)
    }

    /// A class stakes coins that wait with an operator, spread over its nodes by their own stakes.
    fn put_in(&mut self, class: DelegatorsId, operator: OperatorId, amount: i64) {
        let &crate::scenario::Delegators { network, coin, .. } = &self.scenario.delegators[class.row()];
        let nodes = self.open_nodes(network, coin, operator);
        let now = self.now;
        let Some(delegations) = &mut self.state.networks[network.row()].delegations else { return };
        if amount <= 0 || nodes.is_empty() || !delegations.deposit(operator, class.row(), amount, now) {
            return;
        }
        self.state.delegators[class.row()].idle -= amount;
        for (node, part) in split(amount, &nodes) {
            self.state.networks[network.row()].bond(part, now);
            self.shift(network, coin, Account::Delegators(class), node, part, Reason::Bonding);
        }
    }

    /// Delegated stake comes to a node's bond.
    pub(super) fn shift(
        &mut self,
        network: NetworkId,
        coin: CoinId,
        from: Account,
        node: NodeId,
        part: i64,
        reason: Reason,
    ) {
        self.state.ledger.transfer(coin, from, Account::Bond(network, node), part, reason);
        if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
            delegations.shift(node, part);
        }
        self.list_anew(network, node);
    }

    /// The nodes of an operator that take stake, with their own stakes; with ones where none has any.
    pub(super) fn open_nodes(&self, network: NetworkId, coin: CoinId, operator: OperatorId) -> Vec<(NodeId, i64)> {
        let Some(delegations) = self.delegations(network) else { return Vec::new() };
        let own = |node| self.state.ledger.balance(coin, Account::Bond(network, node)) - delegations.at(node);
        let nodes = self.state.operators[operator.row()].nodes().filter(|&node| self.takes_stake(network, node));
        let mut list: Vec<(NodeId, i64)> = nodes.map(|node| (node, own(node))).collect();
        if list.iter().all(|(_, own)| *own == 0) {
            for (_, own) in &mut list {
                *own = 1;
            }
        }
        list
    }

    /// A class takes up to so much from an operator, from all its nodes alike; it unbonds, or where that takes no time
    /// waits to be staked anew at once.
    fn take_out(&mut self, class: DelegatorsId, operator: OperatorId, most: i64) {
        let &crate::scenario::Delegators { network, coin, .. } = &self.scenario.delegators[class.row()];
        let rules = &self.scenario.networks[network.row()].rules;
        let is_free = rules.unbonding == Span::ZERO && rules.exit_queue.is_none();
        let now = self.now;
        let nodes = self.state.operators[operator.row()].nodes();
        let Some(delegations) = &mut self.state.networks[network.row()].delegations else { return };
        let held: Vec<(NodeId, i64)> = nodes.map(|node| (node, delegations.at(node))).collect();
        let amount = delegations.withdraw(operator, class.row(), most, now);
        for (node, part) in split(amount, &held) {
            if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
                delegations.shift(node, -part);
            }
            if is_free {
                let (bond, account) = (Account::Bond(network, node), Account::Delegators(class));
                self.state.ledger.transfer(coin, bond, account, part, Reason::Release);
                self.state.networks[network.row()].bond(-part, now);
                self.state.delegators[class.row()].idle += part;
            } else {
                self.send_off(network, coin, node, Some(class), part);
            }
            self.list_anew(network, node);
        }
    }

    /// Stake of delegators is free: it waits to be staked anew.
    pub(super) fn return_stake(&mut self, network: NetworkId, coin: CoinId, class: DelegatorsId, amount: i64) {
        let (queue, account) = (Account::Unbonding(network), Account::Delegators(class));
        self.state.ledger.transfer(coin, queue, account, amount, Reason::Release);
        self.state.delegators[class.row()].idle += amount;
    }

    /// A node leaves for good: what was delegated at it goes to its operator's other nodes, or back where there are
    /// none.
    pub(super) fn hand_over(&mut self, network: NetworkId, node: NodeId) {
        let Some(coin) = self.scenario.networks[network.row()].coin else { return };
        let amount = self.delegations(network).map_or(0, |d| d.at(node));
        if amount == 0 {
            return;
        }
        let operator = self.operator_of(node);
        let others = self.open_nodes(network, coin, operator);
        if others.is_empty() {
            for class in (0..self.scenario.delegators.len()).map(DelegatorsId::of) {
                if self.has_shares(network, class, operator.row()) {
                    self.take_out(class, operator, i64::MAX);
                }
            }
            let now = self.now;
            if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
                delegations.forfeit(operator, node, now);
            }
        } else {
            if let Some(delegations) = &mut self.state.networks[network.row()].delegations {
                delegations.shift(node, -amount);
            }
            for (other, part) in split(amount, &others) {
                self.shift(network, coin, Account::Bond(network, node), other, part, Reason::Bonding);
            }
        }
    }

    /// A node earned something: the part of its delegators is set aside for them. Gives it.
    #[inline]
    pub(super) fn reward_delegators(&mut self, network: NetworkId, node: NodeId, base: i64) -> i64 {
        if self.state.networks[network.row()].delegations.is_none() || base <= 0 {
            return 0;
        }
        let Some(coin) = self.scenario.networks[network.row()].coin else { return 0 };
        let operator = self.operator_of(node);
        let bonded = self.state.ledger.balance(coin, Account::Bond(network, node));
        let commission = self.scenario.groups[self.state.group(node).row()].rules.commission;
        let Some(delegations) = &mut self.state.networks[network.row()].delegations else { return 0 };
        let reward = delegations.earn(operator, node, (base, bonded), |part| commission.of(part));
        let (from, to) = (Account::Node(node), Account::Rewards(network));
        self.state.ledger.transfer(coin, from, to, reward, Reason::Reward);
        reward
    }

    /// A slash takes so much of a bond: gives what of it was delegated.
    pub(super) fn slash_delegated(
        &mut self,
        network: NetworkId,
        node: NodeId,
        of_bond: (i64, i64),
        on_its_way_out: i64,
    ) -> i64 {
        let (operator, now) = (self.operator_of(node), self.now);
        let Some(delegations) = &mut self.state.networks[network.row()].delegations else { return 0 };
        delegations.lose(on_its_way_out);
        delegations.slash(operator, node, of_bond, now)
    }
}

/// An amount in parts by weights that sum to it: each is rounded down, and the first that lost something get one more.
pub(super) fn split(amount: i64, weights: &[(NodeId, i64)]) -> Vec<(NodeId, i64)> {
    let total: i64 = weights.iter().map(|(_, weight)| weight).sum();
    let mut list: Vec<(NodeId, i64)> =
        weights.iter().map(|&(node, weight)| (node, part(amount, weight.into(), total.into()))).collect();
    let mut left = amount - list.iter().map(|(_, part)| part).sum::<i64>();
    for ((_, part), (_, weight)) in list.iter_mut().zip(weights) {
        let is_exact = i128::from(amount) * i128::from(*weight) % i128::from(total.max(1)) == 0;
        if left > 0 && !is_exact {
            (*part, left) = (*part + 1, left - 1);
        }
    }
    list.retain(|(_, part)| *part > 0);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_amount_and_none_is_more_than_its_weight() {
        for weights in [vec![1, 2, 3], vec![0, 7], vec![1, 1, 1], vec![1_000_000_007, 3]] {
            let weights: Vec<_> = weights.into_iter().enumerate().map(|(i, w)| (NodeId::of(i), w)).collect();
            let total: i64 = weights.iter().map(|w| w.1).sum();
            for amount in [0, 1, total / 3, total - 1, total] {
                let parts = split(amount, &weights);
                assert_eq!(parts.iter().map(|p| p.1).sum::<i64>(), amount);
                assert!(parts.iter().all(|&(node, part)| part <= weights[node.row()].1), "{amount}: {parts:?}");
            }
        }
    }
}
