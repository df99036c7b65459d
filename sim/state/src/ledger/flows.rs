//! Who pays whom and why, added up as the postings come.

use units::ids::{CoinId, DelegatorsId, GatewayId, GroupId, HolderId, NetworkId, UsersId};

/// Why coins move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    /// Users buy coins to pay with.
    Purchase,
    /// A fee is set aside until the answer is settled.
    Authorisation,
    /// The node that answered is paid.
    Fee,
    /// The gateway takes its part.
    Take,
    /// A checker is paid.
    Checking,
    /// The network takes its part.
    Treasury,
    /// A part of the fee is burnt.
    FeeBurn,
    /// The user gets a fee back.
    Refund,
    /// A node bonds stake.
    Bonding,
    /// A stake starts on its way out.
    Unbonding,
    /// A stake is free again.
    Release,
    /// Stake is taken for a wrong answer.
    SlashWrong,
    /// Stake is taken for absence.
    SlashAbsence,
    /// Newly minted coins.
    Emission,
    /// Coins are sold: at a review, in a crash, or when a node leaves for good.
    Sale,
    /// Stake is taken for signing twice.
    SlashEquivocation,
    /// An operator pays for energy and rent.
    Cost,
    /// An operator brings in what its wallet lacks.
    Capital,
    /// A pool is filled.
    Liquidity,
    /// An operator buys hardware.
    Hardware,
    /// An operator sells used hardware.
    Resale,
    /// Holders get what they have at the start.
    Endowment,
    /// Holders trade.
    Trade,
    /// A node passes on what delegated stake earned.
    Reward,
    /// Delegators claim what they have earned.
    Claim,
    /// Coins that vest become free.
    Unlock,
    /// A treasury pays for something outside.
    Grant,
    /// An operator pays for the settlement of its claims.
    Settlement,
    /// A treasury buys a coin back, and may burn it.
    Buyback,
    /// The insurance takes its part of a fee.
    Premium,
    /// The insurance pays a claim.
    Indemnity,
    /// Delegated stake moves to another operator.
    Redelegation,
    /// An operator pays for moving a node to another network.
    Move,
    /// New coins are locked until they vest.
    Lock,
    /// A thief takes what a gateway's keys move, or locks it.
    Theft,
    /// A side of a dispute posts a bond, or who appeals a fee, or has it back.
    Deposit,
    /// Who won a dispute gets the bonds of who lost it; the treasury gets the fee of an appeal that failed.
    Forfeit,
    /// An operator is paid for more than it served.
    Overclaim,
    /// A checker wins a jackpot for a forced error that it found.
    Jackpot,
    /// A conviction is reversed, and its slash given back.
    Reversal,
    /// An attacker pays for coins that it borrows for a vote.
    Loan,
    /// An attacker pays for votes.
    Bribe,
}

impl Reason {
    /// All reasons, in order.
    pub const ALL: [Self; 42] = [
        Self::Purchase,
        Self::Authorisation,
        Self::Fee,
        Self::Take,
        Self::Checking,
        Self::Treasury,
        Self::FeeBurn,
        Self::Refund,
        Self::Bonding,
        Self::Unbonding,
        Self::Release,
        Self::SlashWrong,
        Self::SlashAbsence,
        Self::Emission,
        Self::Sale,
        Self::SlashEquivocation,
        Self::Cost,
        Self::Capital,
        Self::Liquidity,
        Self::Hardware,
        Self::Resale,
        Self::Endowment,
        Self::Trade,
        Self::Reward,
        Self::Claim,
        Self::Unlock,
        Self::Grant,
        Self::Settlement,
        Self::Buyback,
        Self::Premium,
        Self::Indemnity,
        Self::Redelegation,
        Self::Move,
        Self::Lock,
        Self::Theft,
        Self::Deposit,
        Self::Forfeit,
        Self::Overclaim,
        Self::Jackpot,
        Self::Reversal,
        Self::Loan,
        Self::Bribe,
    ];
    /// The word for it in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Authorisation => "authorisation",
            Self::Fee => "fee",
            Self::Take => "take",
            Self::Checking => "checking",
            Self::Treasury => "treasury",
            Self::FeeBurn => "fee_burn",
            Self::Refund => "refund",
            Self::Bonding => "bonding",
            Self::Unbonding => "unbonding",
            Self::Release => "release",
            Self::SlashWrong => "slash_wrong_answer",
            Self::SlashAbsence => "slash_absence",
            Self::Emission => "emission",
            Self::Sale => "sale",
            Self::SlashEquivocation => "slash_equivocation",
            Self::Cost => "cost",
            Self::Capital => "capital",
            Self::Liquidity => "liquidity",
            Self::Hardware => "hardware",
            Self::Resale => "resale",
            Self::Endowment => "endowment",
            Self::Trade => "trade",
            Self::Reward => "reward",
            Self::Claim => "claim",
            Self::Unlock => "unlock",
            Self::Grant => "grant",
            Self::Settlement => "settlement",
            Self::Buyback => "buyback",
            Self::Premium => "premium",
            Self::Indemnity => "indemnity",
            Self::Redelegation => "redelegation",
            Self::Move => "move",
            Self::Lock => "lock",
            Self::Theft => "theft",
            Self::Deposit => "deposit",
            Self::Forfeit => "forfeit",
            Self::Overclaim => "overclaim",
            Self::Jackpot => "jackpot",
            Self::Reversal => "reversal",
            Self::Loan => "loan",
            Self::Bribe => "bribe",
        }
    }
}

/// A party of the flow table: accounts of one kind and owner together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
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
    /// The free coins of a group of nodes.
    Nodes(GroupId),
    /// The bonded stakes of a group of nodes.
    Bonds(GroupId),
    /// Stakes on their way out of a network.
    Unbonding(NetworkId),
    /// The reserves of the pool in which a coin is traded.
    Pool(CoinId),
    /// The wallets of the operators of a group of nodes.
    Operators(GroupId),
    /// Fiat outside of the simulation.
    World,
    /// Holders of a coin.
    Holders(HolderId),
    /// What delegators of a network have earned and not yet claimed.
    Rewards(NetworkId),
    /// A class of delegators.
    Delegators(DelegatorsId),
    /// Coins of holders that are not yet free.
    Vesting(HolderId),
    /// The insurance of a network.
    Insurance(NetworkId),
    /// New coins of a network's operators that are not yet free.
    Locked(NetworkId),
    /// Where minted coins come from.
    Mint,
    /// Where burnt coins go.
    Burn,
}

/// One line of the flow table: base units that went from one party to another for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Who paid.
    pub from: Party,
    /// Who got it.
    pub to: Party,
    /// Why.
    pub reason: Reason,
    /// Base units in all: coins that go round may sum to more than there are.
    pub amount: i128,
    /// Number of postings.
    pub postings: u64,
}

/// How many rows of each kind the party table has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent {
    /// Groups of users.
    pub users: usize,
    /// Gateways.
    pub gateways: usize,
    /// Networks.
    pub networks: usize,
    /// Groups of nodes.
    pub groups: usize,
    /// Coins, usd apart.
    pub coins: usize,
    /// Holders.
    pub holders: usize,
    /// Classes of delegators.
    pub delegators: usize,
}

impl Extent {
    /// How many parties there are.
    pub fn parties(self) -> usize {
        let of_networks = 5 * self.networks + 3 * self.groups;
        5 + self.users + self.gateways + of_networks + self.coins + 2 * self.holders + self.delegators
    }
    /// The row of a party.
    #[inline]
    pub fn row(self, party: Party) -> usize {
        let users = 4;
        let gateways = users + self.users;
        let treasuries = gateways + self.gateways;
        let nodes = treasuries + self.networks;
        let bonds = nodes + self.groups;
        let unbonding = bonds + self.groups;
        let pools = unbonding + self.networks;
        let operators = pools + self.coins;
        let rewards = operators + self.groups + 1 + self.holders;
        match party {
            Party::Market => 0,
            Party::Escrow => 1,
            Party::Mint => 2,
            Party::Burn => 3,
            Party::Users(u) => users + u.row(),
            Party::Gateway(g) => gateways + g.row(),
            Party::Treasury(n) => treasuries + n.row(),
            Party::Nodes(g) => nodes + g.row(),
            Party::Bonds(g) => bonds + g.row(),
            Party::Unbonding(n) => unbonding + n.row(),
            Party::Pool(c) => pools + c.row(),
            Party::Operators(g) => operators + g.row(),
            Party::World => operators + self.groups,
            Party::Holders(h) => operators + self.groups + 1 + h.row(),
            Party::Rewards(n) => rewards + n.row(),
            Party::Delegators(d) => rewards + self.networks + d.row(),
            Party::Vesting(h) => rewards + self.networks + self.delegators + h.row(),
            Party::Insurance(n) => rewards + self.networks + self.delegators + self.holders + n.row(),
            Party::Locked(n) => rewards + 2 * self.networks + self.delegators + self.holders + n.row(),
        }
    }
    /// All parties, by row.
    pub fn list(self) -> Vec<Party> {
        let mut list = vec![Party::Market, Party::Escrow, Party::Mint, Party::Burn];
        list.extend((0..self.users).map(|i| Party::Users(UsersId::of(i))));
        list.extend((0..self.gateways).map(|i| Party::Gateway(GatewayId::of(i))));
        list.extend((0..self.networks).map(|i| Party::Treasury(NetworkId::of(i))));
        list.extend((0..self.groups).map(|i| Party::Nodes(GroupId::of(i))));
        list.extend((0..self.groups).map(|i| Party::Bonds(GroupId::of(i))));
        list.extend((0..self.networks).map(|i| Party::Unbonding(NetworkId::of(i))));
        list.extend((0..self.coins).map(|i| Party::Pool(CoinId::of(i))));
        list.extend((0..self.groups).map(|i| Party::Operators(GroupId::of(i))));
        list.push(Party::World);
        list.extend((0..self.holders).map(|i| Party::Holders(HolderId::of(i))));
        list.extend((0..self.networks).map(|i| Party::Rewards(NetworkId::of(i))));
        list.extend((0..self.delegators).map(|i| Party::Delegators(DelegatorsId::of(i))));
        list.extend((0..self.holders).map(|i| Party::Vesting(HolderId::of(i))));
        list.extend((0..self.networks).map(|i| Party::Insurance(NetworkId::of(i))));
        list.extend((0..self.networks).map(|i| Party::Locked(NetworkId::of(i))));
        list
    }
}

/// The flow table of one coin.
#[derive(Clone, Debug)]
pub(super) struct Flows {
    extent: Extent,
    parties: usize,
    /// Dense by (from, to, reason): totals and counts.
    cells: Vec<(i64, u64)>,
    /// Totals that 64 bits no longer held, by cell; those of the cells are on top.
    full: Vec<(usize, i64)>,
}

impl Flows {
    /// A table in which nothing has moved.
    pub(super) fn new(extent: Extent) -> Self {
        let parties = extent.parties();
        Self { extent, parties, cells: vec![(0, 0); parties * parties * Reason::ALL.len()], full: Vec::new() }
    }
    /// Notes a posting between the parties of two rows.
    #[inline]
    pub(super) fn add(&mut self, from: usize, to: usize, reason: Reason, amount: i64) {
        let at = (from * self.parties + to) * Reason::ALL.len() + reason as usize;
        let (total, postings) = &mut self.cells[at];
        *postings += 1;
        let (sum, is_full) = total.overflowing_add(amount);
        if is_full {
            self.full.push((at, std::mem::replace(total, amount)));
        } else {
            *total = sum;
        }
    }
    /// All that has moved, by payer, receiver and reason.
    pub(super) fn list(&self) -> Vec<Flow> {
        let parties = self.extent.list();
        let mut list = Vec::new();
        for (i, &from) in parties.iter().enumerate() {
            for (j, &to) in parties.iter().enumerate() {
                for (k, &reason) in Reason::ALL.iter().enumerate() {
                    let at = (i * parties.len() + j) * Reason::ALL.len() + k;
                    let (amount, postings) = self.cells[at];
                    if postings > 0 {
                        let full = self.full.iter().filter(|f| f.0 == at).map(|f| i128::from(f.1));
                        let amount = i128::from(amount) + full.sum::<i128>();
                        list.push(Flow { from, to, reason, amount, postings });
                    }
                }
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_party_has_a_row_of_its_own() {
        let extent = Extent { users: 2, gateways: 1, networks: 3, groups: 2, coins: 2, holders: 2, delegators: 3 };
        let list = extent.list();
        assert_eq!(list.len(), extent.parties());
        for (row, &party) in list.iter().enumerate() {
            assert_eq!(extent.row(party), row);
        }
    }
}
