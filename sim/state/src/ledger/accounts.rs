//! Whose accounts there are, and the rows in which their balances and flows are kept.

use units::ids::{GatewayId, GroupId, NetworkId, NodeId, UsersId};

use super::flows::{Extent, Party};

/// An account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Everybody outside of the simulation who holds the coin.
    Market,
    /// Fees set aside.
    Escrow,
    /// A group of users.
    Users(UsersId),
    /// A gateway.
    Gateway(GatewayId),
    /// The treasury of a network.
    Treasury(NetworkId),
    /// The free coins of a node.
    Node(NodeId),
    /// The bonded stake of a node on a network.
    Bond(NetworkId, NodeId),
    /// Stakes on their way out of a network.
    Unbonding(NetworkId),
    /// Where minted coins come from and burnt ones go: not an account with a balance.
    Nowhere,
}

/// Where the accounts of each kind begin, and the parties that they belong to in the flow table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    pub(super) extent: Extent,
    nodes: usize,
    accounts: Starts,
    parties: Starts,
}

/// The first rows of the kinds that there are several of.
#[derive(Clone, Copy, Debug, Default)]
struct Starts {
    users: usize,
    gateways: usize,
    treasuries: usize,
    unbonding: usize,
    nodes: usize,
    bonds: usize,
}

/// An account's row of balances, and its party's row of flows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) account: Option<usize>,
    pub(super) party: usize,
}

impl Shape {
    pub(super) fn new(extent: Extent, nodes: usize) -> Self {
        let row = |party| extent.row(party);
        let parties = Starts {
            users: row(Party::Users(UsersId(0))),
            gateways: row(Party::Gateway(GatewayId(0))),
            treasuries: row(Party::Treasury(NetworkId(0))),
            unbonding: row(Party::Unbonding(NetworkId(0))),
            nodes: row(Party::Nodes(GroupId(0))),
            bonds: row(Party::Bonds(GroupId(0))),
        };
        let users = 2;
        let gateways = users + extent.users;
        let treasuries = gateways + extent.gateways;
        let unbonding = treasuries + extent.networks;
        let first_node = unbonding + extent.networks;
        let bonds = first_node + nodes;
        Self {
            extent,
            nodes,
            accounts: Starts { users, gateways, treasuries, unbonding, nodes: first_node, bonds },
            parties,
        }
    }
    pub(super) fn n_accounts(self) -> usize {
        self.accounts.bonds + self.nodes * self.extent.networks
    }
    /// The row of an account; nowhere has none.
    #[inline]
    pub(super) fn row(&self, account: Account) -> Option<usize> {
        let Starts { users, gateways, treasuries, unbonding, nodes, bonds } = self.accounts;
        Some(match account {
            Account::Market => 0,
            Account::Escrow => 1,
            Account::Users(u) => users + u.row(),
            Account::Gateway(g) => gateways + g.row(),
            Account::Treasury(n) => treasuries + n.row(),
            Account::Unbonding(n) => unbonding + n.row(),
            Account::Node(n) => nodes + n.row(),
            Account::Bond(network, node) => bonds + network.row() * self.nodes + node.row(),
            Account::Nowhere => return None,
        })
    }
    /// The rows of an account and of its party; nowhere is the party of this row.
    #[inline]
    pub(super) fn place(&self, account: Account, group: &[GroupId], nowhere: usize) -> Place {
        let at = self.parties;
        let party = match account {
            // As in the order of parties.
            Account::Market => 0,
            Account::Escrow => 1,
            Account::Users(u) => at.users + u.row(),
            Account::Gateway(g) => at.gateways + g.row(),
            Account::Treasury(n) => at.treasuries + n.row(),
            Account::Unbonding(n) => at.unbonding + n.row(),
            Account::Node(n) => at.nodes + group[n.row()].row(),
            Account::Bond(_, n) => at.bonds + group[n.row()].row(),
            Account::Nowhere => nowhere,
        };
        Place { account: self.row(account), party }
    }
}
