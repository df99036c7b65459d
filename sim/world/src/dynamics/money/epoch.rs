//! An epoch of a coin ends: coins are minted, and the books are counted anew.

use engine::agenda::Class;
use rules::emission::{Basis, View};
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId, NodeId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// An epoch ends.
    pub(in crate::dynamics) fn epoch(&mut self, coin: CoinId) {
        let row = &self.scenario.coins[coin.row()];
        let supply = self.state.ledger.supply(coin);
        let number = self.now.ns() / row.rules.epoch.ns();
        let view = View { now: self.now, epoch: row.rules.epoch, number, supply, decimals: row.rules.decimals };
        let minting = row.rules.emission.policy().mint(&view);
        if minting.amount > 0 {
            self.mint(coin, minting.amount, minting.basis);
        }
        self.state.ledger.recount();
        self.state.invariants.count(self.scenario.coins.len() as u64);
        self.agenda.after(row.rules.epoch, Class::Timer, Event::Epoch(coin));
    }

    /// Mints an amount and shares it among the nodes of the coin's networks.
    fn mint(&mut self, coin: CoinId, amount: i64, basis: Basis) {
        let own = |&n: &NetworkId| self.scenario.networks[n.row()].coin == Some(coin);
        let networks: Vec<_> = (0..self.scenario.networks.len()).map(NetworkId::of).filter(own).collect();
        // A node may serve several networks of the coin: what it earns with a network it earns there.
        let mut weights: Vec<(NetworkId, NodeId, i128)> = Vec::new();
        for &network in &networks {
            for node in (0..self.state.nodes.len()).map(NodeId::of) {
                let weight = match basis {
                    Basis::Work => i128::from(self.state.networks[network.row()].worked[node.row()]),
                    Basis::Stake if self.state.nodes.is_up(node) && self.is_in_good_standing(network, node) => {
                        i128::from(self.state.ledger.balance(coin, Account::Bond(network, node)))
                    }
                    Basis::Stake => 0,
                };
                if weight > 0 {
                    weights.push((network, node, weight));
                }
            }
            self.state.networks[network.row()].worked.fill(0);
        }
        let total: i128 = weights.iter().map(|w| w.2).sum();
        let mut left = amount;
        for (network, node, weight) in weights {
            let part = i64::try_from(i128::from(amount) * weight / total).unwrap_or(0);
            left -= part;
            self.state.ledger.mint(coin, Account::Node(node), part, Reason::Emission);
            self.earn(network, node, part);
        }
        if let Some(&first) = networks.first() {
            self.state.ledger.mint(coin, Account::Treasury(first), left, Reason::Emission);
        }
    }

    /// Work was answered: it counts where an epoch's coins are shared by work.
    #[inline(always)]
    pub(in crate::dynamics) fn note_work(&mut self, network: NetworkId, node: NodeId, service: Span) {
        if let Some(worked) = self.state.networks[network.row()].worked.get_mut(node.row()) {
            *worked += service.ns();
        }
    }
}
