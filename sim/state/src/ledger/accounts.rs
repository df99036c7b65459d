//! Whose accounts there are, and the rows in which their balances and flows are kept.

use units::ids::{CoinId, DelegatorsId, GatewayId, GroupId, HolderId, NetworkId, NodeId, OperatorId, UsersId};

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
    /// The reserves of the pool in which a coin is traded.
    Pool(CoinId),
    /// The wallet of an operator.
    Operator(OperatorId),
    /// Fiat outside of the simulation: who is paid for energy and rent, and where capital comes from.
    World,
    /// The coins and the usd of holders.
    Holders(HolderId),
    /// What delegators of a network have earned and not yet claimed.
    Rewards(NetworkId),
    /// The free coins and the usd of a class of delegators.
    Delegators(DelegatorsId),
    /// Coins of holders that are not yet free.
    Vesting(HolderId),
    /// The stake of a group of users, from which it pays.
    Stake(UsersId),
    /// The insurance of a network.
    Insurance(NetworkId),
    /// New coins of a network's operators that are not yet free.
    Locked(NetworkId),
    /// Where minted coins come from and burnt ones go: not an account with a balance.
    Nowhere,
}

impl Account {
    /// Whether the owner has more fiat than the simulation knows of, so that the balance tells what came in less what
    /// went out.
    pub(super) fn may_owe_fiat(self) -> bool {
        matches!(self, Self::Market | Self::Users(_) | Self::World)
    }
}

/// Where the accounts of each kind begin, and the parties that they belong to in the flow table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    pub(super) extent: Extent,
    nodes: usize,
    accounts: Starts,
    parties: Starts,
    /// The parties of those who pay from nowhere, and of those who are paid there.
    mint: usize,
    burn: usize,
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
    pools: usize,
    operators: usize,
    world: usize,
    holders: usize,
    rewards: usize,
    delegators: usize,
    vesting: usize,
    stakes: usize,
    insurance: usize,
    locked: usize,
}

/// The groups of nodes and of operators, by row: whom accounts belong to in the flow table.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Of each node.
    pub nodes: Vec<GroupId>,
    /// Of each operator.
    pub operators: Vec<GroupId>,
}

/// An account's row of balances, and its party's row of flows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) account: Option<usize>,
    pub(super) party: usize,
}

impl Shape {
    pub(super) fn new(extent: Extent, nodes: usize, operators: usize) -> Self {
        let row = |party| extent.row(party);
        let parties = Starts {
            users: row(Party::Users(UsersId(0))),
            gateways: row(Party::Gateway(GatewayId(0))),
            treasuries: row(Party::Treasury(NetworkId(0))),
            unbonding: row(Party::Unbonding(NetworkId(0))),
            nodes: row(Party::Nodes(GroupId(0))),
            bonds: row(Party::Bonds(GroupId(0))),
            pools: row(Party::Pool(CoinId(0))),
            operators: row(Party::Operators(GroupId(0))),
            world: row(Party::World),
            holders: row(Party::Holders(HolderId(0))),
            rewards: row(Party::Rewards(NetworkId(0))),
            delegators: row(Party::Delegators(DelegatorsId(0))),
            vesting: row(Party::Vesting(HolderId(0))),
            // Their stakes are theirs.
            stakes: row(Party::Users(UsersId(0))),
            insurance: row(Party::Insurance(NetworkId(0))),
            locked: row(Party::Locked(NetworkId(0))),
        };
        let users = 2;
        let gateways = users + extent.users;
        let treasuries = gateways + extent.gateways;
        let unbonding = treasuries + extent.networks;
        let first_node = unbonding + extent.networks;
        let bonds = first_node + nodes;
        let pools = bonds + nodes * extent.networks;
        let wallets = pools + extent.coins;
        let world = wallets + operators;
        let accounts = Starts {
            users,
            gateways,
            treasuries,
            unbonding,
            nodes: first_node,
            bonds,
            pools,
            operators: wallets,
            world,
            holders: world + 1,
            rewards: world + 1 + extent.holders,
            delegators: world + 1 + extent.holders + extent.networks,
            vesting: world + 1 + extent.holders + extent.networks + extent.delegators,
            stakes: world + 1 + 2 * extent.holders + extent.networks + extent.delegators,
            insurance: world + 1 + 2 * extent.holders + extent.networks + extent.delegators + extent.users,
            locked: world + 1 + 2 * extent.holders + 2 * extent.networks + extent.delegators + extent.users,
        };
        Self { extent, nodes, accounts, parties, mint: row(Party::Mint), burn: row(Party::Burn) }
    }
    pub(super) fn n_accounts(self) -> usize {
        self.accounts.locked + self.extent.networks
    }
    /// The row of an account; nowhere has none.
    ///
    /// Callers say which account they mean, so that all but one line of this is gone where it is inlined.
    #[inline(always)]
    pub(super) fn row(&self, account: Account) -> Option<usize> {
        let at = &self.accounts;
        Some(match account {
            Account::Market => 0,
            Account::Escrow => 1,
            Account::Users(u) => at.users + u.row(),
            Account::Gateway(g) => at.gateways + g.row(),
            Account::Treasury(n) => at.treasuries + n.row(),
            Account::Unbonding(n) => at.unbonding + n.row(),
            Account::Node(n) => at.nodes + n.row(),
            Account::Bond(network, node) => at.bonds + network.row() * self.nodes + node.row(),
            Account::Pool(coin) => at.pools + coin.row(),
            Account::Operator(o) => at.operators + o.row(),
            Account::World => at.world,
            Account::Holders(h) => at.holders + h.row(),
            Account::Rewards(n) => at.rewards + n.row(),
            Account::Delegators(d) => at.delegators + d.row(),
            Account::Vesting(h) => at.vesting + h.row(),
            Account::Stake(u) => at.stakes + u.row(),
            Account::Insurance(n) => at.insurance + n.row(),
            Account::Locked(n) => at.locked + n.row(),
            Account::Nowhere => return None,
        })
    }
    /// The rows of an account that pays, and of its party.
    #[inline(always)]
    pub(super) fn payer(&self, account: Account, groups: &Groups) -> Place {
        self.place(account, groups, self.mint)
    }
    /// The rows of an account that is paid, and of its party.
    #[inline(always)]
    pub(super) fn payee(&self, account: Account, groups: &Groups) -> Place {
        self.place(account, groups, self.burn)
    }
    #[inline(always)]
    fn place(&self, account: Account, groups: &Groups, nowhere: usize) -> Place {
        let at = &self.parties;
        let party = match account {
            // As in the order of parties.
            Account::Market => 0,
            Account::Escrow => 1,
            Account::Users(u) => at.users + u.row(),
            Account::Gateway(g) => at.gateways + g.row(),
            Account::Treasury(n) => at.treasuries + n.row(),
            Account::Unbonding(n) => at.unbonding + n.row(),
            Account::Node(n) => at.nodes + groups.nodes[n.row()].row(),
            Account::Bond(_, n) => at.bonds + groups.nodes[n.row()].row(),
            Account::Pool(coin) => at.pools + coin.row(),
            Account::Operator(o) => at.operators + groups.operators[o.row()].row(),
            Account::World => at.world,
            Account::Holders(h) => at.holders + h.row(),
            Account::Rewards(n) => at.rewards + n.row(),
            Account::Delegators(d) => at.delegators + d.row(),
            Account::Vesting(h) => at.vesting + h.row(),
            Account::Stake(u) => at.stakes + u.row(),
            Account::Insurance(n) => at.insurance + n.row(),
            Account::Locked(n) => at.locked + n.row(),
            Account::Nowhere => nowhere,
        };
        Place { account: self.row(account), party }
    }
}
