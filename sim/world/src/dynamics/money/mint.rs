//! New coins are shared out: among the networks of their coin, and among the nodes of each.

use rules::owner::coin::{Basis, Split};
use state::ledger::{Account, Reason, part};
use units::ids::{CoinId, NetworkId, NodeId};

use crate::world::Moment;
use crate::world::dues::Weight;

/// A node and what it weighs on a network.
struct Due {
    network: NetworkId,
    node: NodeId,
    weight: i128,
    /// Whether it has left for good.
    is_gone: bool,
}

impl Moment<'_> {
    /// Mints an amount and shares it out as the coin says; what is left over goes to treasuries.
    pub(super) fn mint(&mut self, coin: CoinId, networks: &[NetworkId], amount: i64) {
        let mut left = amount;
        match self.parts_of_networks(coin, networks, amount) {
            None => left -= self.share_out(coin, networks, amount),
            Some(parts) => {
                for (&network, part) in networks.iter().zip(parts) {
                    let rest = part - self.share_out(coin, &[network], part);
                    self.state.ledger.mint(coin, Account::Treasury(network), rest, Reason::Emission);
                    left -= part;
                }
            }
        }
        if let Some(&first) = networks.first() {
            self.state.ledger.mint(coin, Account::Treasury(first), left, Reason::Emission);
        }
        for network in networks {
            if let Some(dues) = &mut self.state.networks[network.row()].dues {
                dues.shared(self.now);
            }
        }
    }

    /// The part of each network, rounded down; nothing if they share as one.
    fn parts_of_networks(&self, coin: CoinId, networks: &[NetworkId], amount: i64) -> Option<Vec<i64>> {
        let of = |n: &NetworkId| &self.state.networks[n.row()];
        let done = |n: &NetworkId| of(n).dues.as_ref().map(|dues| dues.earlier).unwrap_or_default();
        let weights: Vec<i128> = match &self.scenario.coins[coin.row()].rules.sharing.split {
            Split::Together => return None,
            Split::Shares(shares) => {
                let name = |n: &NetworkId| &self.scenario.networks[n.row()].name;
                let part = |n: &NetworkId| shares.get_named(name(n)).map_or(0, |share| share.of(amount));
                return Some(networks.iter().map(part).collect());
            }
            Split::Stake => {
                let bonded = |&n: &NetworkId| self.scenario.counted(n, of(&self.scenario.home(n)).bonded);
                networks.iter().map(|n| bonded(n).into()).collect()
            }
            Split::Work => networks.iter().map(|n| done(n).worked.into()).collect(),
            Split::Fees => networks.iter().map(|n| done(n).fees.into()).collect(),
        };
        let total: i128 = weights.iter().sum::<i128>().max(1);
        Some(weights.into_iter().map(|weight| part(amount, weight, total)).collect())
    }

    /// Mints to the nodes of networks what their weights give them; says how much that was.
    fn share_out(&mut self, coin: CoinId, networks: &[NetworkId], amount: i64) -> i64 {
        // A node may serve several networks of the coin: what it earns with a network it earns there.
        let mut scored: Vec<(NetworkId, NodeId, Weight, bool)> = Vec::new();
        for &network in networks {
            let Some(kept) = &self.state.networks[network.row()].dues else { continue };
            for node in (0..self.state.nodes.len()).map(NodeId::of) {
                let stake = if kept.counts_stakes() { self.present_stake(network, node) } else { 0 };
                let weight = kept.weight(node, stake, self.state.reputation(network, node), self.now);
                if !weight.is_none() {
                    scored.push((network, node, weight, false));
                }
            }
            scored.extend(kept.gone(self.now).map(|(node, weight)| (network, node, weight, true)));
        }
        let largest = scored.iter().map(|due| due.2.score()).fold(0.0, f64::max);
        let due = |(network, node, weight, is_gone): (NetworkId, NodeId, Weight, bool)| {
            let weight = weight.whole(largest);
            Due { network, node, weight, is_gone }
        };
        let dues: Vec<Due> = scored.into_iter().map(due).collect();
        let total: i128 = dues.iter().map(|due| due.weight).sum();
        let mut minted = 0;
        let parts = self.saturated(&dues, amount, total).or_else(|| self.capped(coin, &dues, amount, total));
        let mut sold = Vec::new();
        for (i, Due { network, node, weight, is_gone }) in dues.into_iter().enumerate() {
            let part = parts.as_ref().map_or_else(|| part(amount, weight, total), |parts| parts[i]);
            minted += part;
            let usd = self.in_usd(network, part);
            let yields = &mut self.state.networks[network.row()].yields;
            yields.minted += i128::from(part);
            yields.minted_usd += usd;
            self.state.ledger.mint(coin, Account::Node(node), part, Reason::Emission);
            let own = if is_gone {
                // Whoever has its row now must not inherit.
                let locked = self.lock_new(coin, network, node, part);
                sold.push((Account::Node(node), node, part - locked));
                self.note_last_pay(network, node, part);
                part
            } else {
                self.earn_new(coin, network, node, part)
            };
            self.note_minted(network, node, own);
        }
        self.sell_together(coin, &sold, Reason::Sale);
        minted
    }

    /// What each is due where a network caps what its operators get by their stake; nothing where none does.
    fn saturated(&self, dues: &[Due], amount: i64, total: i128) -> Option<Vec<i64>> {
        let rules = |network: NetworkId| self.scenario.networks[network.row()].rules.saturation.as_ref();
        dues.iter().find(|due| rules(due.network).is_some())?;
        let place = |due: &Due| due.network.row() * self.state.operators.len() + self.operator_of(due.node).row();
        // The weights of each operator on each network, and what of them is own stake.
        let mut pools = vec![(0, 0); self.state.networks.len() * self.state.operators.len()];
        for due in dues {
            let (weight, own) = &mut pools[place(due)];
            *weight += due.weight;
            *own += due.weight - self.delegated_part(due);
        }
        let of = |due: &Due| {
            let Some(saturation) = rules(due.network) else { return part(amount, due.weight, total) };
            let (weight, own) = pools[place(due)];
            part(saturation.reward(amount, (weight, own, total)), due.weight, weight)
        };
        Some(dues.iter().map(of).collect())
    }

    /// What each is due where no operator gets more than a share; nothing where none is capped.
    fn capped(&self, coin: CoinId, dues: &[Due], amount: i64, total: i128) -> Option<Vec<i64>> {
        let Basis::Score(score) = &self.scenario.coins[coin.row()].rules.sharing.by else { return None };
        let most = score.most?.of(amount);
        let mut operators = vec![0_i128; self.state.operators.len()];
        for due in dues {
            operators[self.operator_of(due.node).row()] += due.weight;
        }
        let of = |due: &Due| {
            let weight = operators[self.operator_of(due.node).row()];
            part(part(amount, weight, total).min(most), due.weight, weight)
        };
        Some(dues.iter().map(of).collect())
    }

    /// What of the weight of a node is delegated.
    fn delegated_part(&self, due: &Due) -> i128 {
        let home = self.scenario.home(due.network);
        match (&self.state.networks[home.row()].delegations, self.scenario.networks[home.row()].coin) {
            (Some(delegations), Some(coin)) if !due.is_gone => {
                let bond = self.state.ledger.balance(coin, Account::Bond(home, due.node));
                due.weight * i128::from(delegations.at(due.node)) / i128::from(bond.max(1))
            }
            _ => 0,
        }
    }

    /// A node earned new coins, of which a part may be locked; gives what of them is its own, locked or not.
    fn earn_new(&mut self, coin: CoinId, network: NetworkId, node: NodeId, base: i64) -> i64 {
        if self.state.networks[network.row()].vestings.is_none() {
            return self.earn(network, node, base);
        }
        let own = self.earn_apart(network, node, base);
        let locked = self.lock_new(coin, network, node, own);
        let usd = self.in_usd(network, own);
        self.note_earned(coin, node, own - locked, usd);
        self.restake(network, node, own - locked);
        own
    }

    /// Locks the part of new coins that vests; gives it.
    fn lock_new(&mut self, coin: CoinId, network: NetworkId, node: NodeId, own: i64) -> i64 {
        let operator = self.operator_of(node);
        let Some(vestings) = &mut self.state.networks[network.row()].vestings else { return 0 };
        let rules = self.scenario.coins[coin.row()].rules.sharing.vesting.as_ref();
        let locked = rules.map_or(0, |vesting| vesting.share.of(own));
        vestings.lock(operator, locked);
        self.state.ledger.transfer(coin, Account::Node(node), Account::Locked(network), locked, Reason::Lock);
        locked
    }

    /// New coins of earlier epochs become free: they go to a node of their operator that is in; who has none sells
    /// them.
    pub(super) fn free_new(&mut self, coin: CoinId) {
        for network in self.networks_of(coin) {
            let Some(vestings) = &mut self.state.networks[network.row()].vestings else { continue };
            let mut sold = Vec::new();
            for (operator, free) in vestings.release() {
                let nodes = || self.state.operators[operator.row()].nodes();
                let account = Account::Locked(network);
                match nodes().find(|&node| self.state.nodes.is_in(node)) {
                    Some(node) => {
                        self.state.ledger.transfer(coin, account, Account::Node(node), free, Reason::Unlock);
                        self.note_earned(coin, node, free, 0.0);
                        self.restake(network, node, free);
                    }
                    None => sold.extend(nodes().next().map(|node| (account, node, free))),
                }
            }
            self.sell_together(coin, &sold, Reason::Sale);
        }
    }

    /// Notes how much of what a node earns was minted for it.
    fn note_minted(&mut self, network: NetworkId, node: NodeId, base: i64) {
        let (group, usd) = (self.state.group(node), self.in_usd(network, base));
        self.state.meters.minted(group, usd);
    }
}
