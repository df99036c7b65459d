//! Bonds of the sides of a dispute: posted, given back, won.

use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId, NodeId, NodeRef};

use super::trade::Customer;
use crate::world::Moment;

impl Moment<'_> {
    /// A node posts a bond out of what it holds; what it lacks its operator buys. Says whether it could.
    pub(in crate::dynamics) fn post_bond(&mut self, coin: CoinId, node: NodeId, bond: i64) -> bool {
        let account = Account::Node(node);
        let lacking = bond.saturating_sub(self.state.ledger.balance(coin, account)).max(0);
        if lacking > 0 {
            let customer = Customer { coins: account, usd: Account::Operator(self.operator_of(node)) };
            if lacking > self.for_sale(coin) || !self.buy(coin, customer, lacking, Reason::Deposit) {
                return false;
            }
        }
        self.state.ledger.transfer(coin, account, Account::Escrow, bond, Reason::Deposit);
        true
    }

    /// A node has its own bonds back; one that has left for good sells them.
    pub(in crate::dynamics) fn return_bond(&mut self, network: NetworkId, node: NodeRef, bond: i64) {
        let Some(coin) = self.scenario.networks[network.row()].coin.filter(|_| bond > 0) else { return };
        self.state.ledger.transfer(coin, Account::Escrow, Account::Node(node.id), bond, Reason::Deposit);
        if !self.state.nodes.is_current(node) {
            self.sell_of(coin, node.id, bond);
        }
    }

    /// A node wins the bonds of who disputed with it: it has earned them.
    pub(in crate::dynamics) fn win_bond(&mut self, network: NetworkId, node: NodeRef, bond: i64) {
        if let Some(coin) = self.scenario.networks[network.row()].coin.filter(|_| bond > 0) {
            self.pay_node(network, coin, node, bond, Reason::Forfeit);
        }
    }
}
