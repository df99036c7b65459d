//! Accounts and postings: every coin that leaves one account enters another.

use std::fmt;

use units::ids::{CoinId, NetworkId, NodeId};

use super::accounts::{Account, Groups, Place, Shape};
use super::flows::{Extent, Flow, Flows, Reason};
use crate::journal::Journal;

/// How many of the last postings are kept as evidence.
const EVIDENCE: usize = 32;

/// One movement of coins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Which coin.
    pub coin: CoinId,
    /// From where.
    pub from: Account,
    /// To where.
    pub to: Account,
    /// Base units.
    pub amount: i64,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Posting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { coin, from, to, amount, reason } = self;
        write!(f, "coin {}: {amount} from {from:?} to {to:?} ({})", coin.0, reason.name())
    }
}

/// The books no longer balance: a bug, or an amount beyond what 64 bits hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// What is wrong.
    pub message: String,
    /// The last postings before it was found.
    pub postings: Vec<Posting>,
}

/// All books: one a coin, and the last for usd.
#[derive(Clone, Debug)]
pub struct Ledger {
    books: Vec<Book>,
    /// Whom accounts belong to in the flow table.
    groups: Groups,
    shape: Shape,
    recent: [Option<Posting>; EVIDENCE],
    posted: u64,
    fingerprint: u64,
    fault: Option<Imbalance>,
    /// Whose bonds changed, by network.
    bonds: Vec<Journal>,
}

#[derive(Clone, Debug)]
struct Book {
    balances: Vec<i64>,
    genesis: i64,
    minted: i64,
    burnt: i64,
    flows: Flows,
}

impl Ledger {
    /// Books for these coins and usd; the whole genesis supply of each coin is in the market, all usd balances are 0.
    pub fn new(extent: Extent, groups: Groups, genesis: &[i64]) -> Self {
        let shape = Shape::new(extent, groups.nodes.len(), groups.operators.len());
        let books = genesis
            .iter()
            .chain([&0])
            .map(|&genesis| {
                let mut balances = vec![0; shape.n_accounts()];
                balances[0] = genesis;
                Book { balances, genesis, minted: 0, burnt: 0, flows: Flows::new(extent) }
            })
            .collect();
        let bonds = vec![Journal::default(); extent.networks];
        Self { books, groups, shape, recent: [None; EVIDENCE], posted: 0, fingerprint: 0, fault: None, bonds }
    }

    /// Moves coins; an account that cannot pay, or that overflows, stops the run with the evidence.
    #[inline(always)]
    pub fn transfer(&mut self, coin: CoinId, from: Account, to: Account, amount: i64, reason: Reason) {
        if amount != 0 {
            let (payer, payee) = (self.shape.payer(from, &self.groups), self.shape.payee(to, &self.groups));
            self.post(&Posting { coin, from, to, amount, reason }, payer, payee);
            if let Account::Bond(network, node) = from {
                self.bonds[network.row()].note(node);
            }
            if let Account::Bond(network, node) = to {
                self.bonds[network.row()].note(node);
            }
        }
    }
    /// Makes new coins.
    pub fn mint(&mut self, coin: CoinId, to: Account, amount: i64, reason: Reason) {
        self.transfer(coin, Account::Nowhere, to, amount, reason);
    }
    /// Destroys coins.
    pub fn burn(&mut self, coin: CoinId, from: Account, amount: i64, reason: Reason) {
        self.transfer(coin, from, Account::Nowhere, amount, reason);
    }
    /// The balance of an account.
    #[inline(always)]
    pub fn balance(&self, coin: CoinId, account: Account) -> i64 {
        self.shape.row(account).map_or(0, |row| self.books[coin.row()].balances[row])
    }
    /// Whose bonds on a network have changed.
    #[inline]
    pub fn bonds(&self, network: NetworkId) -> &Journal {
        &self.bonds[network.row()]
    }
    /// What is read with the bonds on a network has changed, of one node, or of any.
    pub fn note_bonds(&mut self, network: NetworkId, node: Option<NodeId>) {
        let bonds = &mut self.bonds[network.row()];
        match node {
            Some(node) => bonds.note(node),
            None => bonds.note_all(),
        }
    }
    /// Coins in existence: genesis + minted - burnt.
    pub fn supply(&self, coin: CoinId) -> i64 {
        let book = &self.books[coin.row()];
        book.genesis + book.minted - book.burnt
    }
    /// Coins minted so far.
    pub fn minted(&self, coin: CoinId) -> i64 {
        self.books[coin.row()].minted
    }
    /// Coins burnt so far.
    pub fn burnt(&self, coin: CoinId) -> i64 {
        self.books[coin.row()].burnt
    }
    /// The flow table of a coin.
    pub fn flows(&self, coin: CoinId) -> Vec<Flow> {
        self.books[coin.row()].flows.list()
    }
    /// The coin whose book is that of usd \[billionths\]; the balances of all sum to zero.
    ///
    /// Those of the market, of users and of the outside world are what came in less what went out; all other accounts
    /// can spend only what they have.
    #[inline]
    pub fn usd(&self) -> CoinId {
        CoinId::of(self.books.len() - 1)
    }
    /// How many postings were made.
    pub fn posted(&self) -> u64 {
        self.posted
    }
    /// A hash over all postings in order.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
    /// What is wrong with the books, if anything is.
    pub fn fault(&self) -> Option<&Imbalance> {
        self.fault.as_ref()
    }
    /// Adds up every account anew and compares with the supply; notes a fault if they differ.
    pub fn recount(&mut self) {
        for (i, book) in self.books.iter().enumerate() {
            let sum: i128 = book.balances.iter().map(|&b| i128::from(b)).sum();
            let supply = i128::from(book.genesis) + i128::from(book.minted) - i128::from(book.burnt);
            if sum != supply && self.fault.is_none() {
                let message = format!("coin {i}: the accounts hold {sum} base units, but the supply is {supply}");
                self.fault = Some(Imbalance { message, postings: self.evidence() });
            }
        }
    }

    /// Moves coins between the rows of accounts; once for all callers, which know their rows.
    #[inline(never)]
    fn post(&mut self, posting: &Posting, from: Place, to: Place) {
        let &Posting { coin, amount, reason, .. } = posting;
        self.recent[(self.posted % EVIDENCE as u64) as usize] = Some(*posting);
        self.posted += 1;
        let is_fiat = coin.row() + 1 == self.books.len();
        let may_owe = || posting.from.may_owe_fiat();
        let book = &mut self.books[coin.row()];
        let (payer, payee) = (from.account, to.account);
        // A row for the nowhere account that no real account has.
        let row = |account: Option<usize>| account.map_or(u64::MAX, |row| row as u64);
        for word in [row(payer), row(payee), amount as u64 ^ (reason as u64) << 56 ^ u64::from(coin.0) << 48] {
            // One round of a multiplicative hash: order-sensitive, and the rotation keeps the high bits alive.
            self.fingerprint = (self.fingerprint.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        let left = match payer {
            Some(row) => book.balances[row].checked_sub(amount).filter(|&left| left >= 0 || is_fiat && may_owe()),
            // The whole supply must fit, so that no sum of balances can overflow.
            None => book.minted.checked_add(amount).filter(|&minted| book.genesis.checked_add(minted).is_some()),
        };
        let (Some(left), true) = (left, amount > 0) else {
            let why = if payer.is_some() { "the payer cannot pay it" } else { "the supply overflows" };
            return self.refuse(posting, why);
        };
        let grown = match payee {
            Some(row) if payer == payee => Some(book.balances[row]),
            Some(row) => book.balances[row].checked_add(amount),
            None => book.burnt.checked_add(amount),
        };
        let Some(grown) = grown else {
            return self.refuse(posting, "the receiver's account overflows");
        };
        if payer != payee {
            match payer {
                Some(row) => book.balances[row] = left,
                None => book.minted = left,
            }
            match payee {
                Some(row) => book.balances[row] = grown,
                None => book.burnt = grown,
            }
        }
        book.flows.add(from.party, to.party, reason, amount);
    }

    #[cold]
    fn refuse(&mut self, posting: &Posting, why: &str) {
        if self.fault.is_none() {
            let message = format!("{posting}: {why}");
            self.fault = Some(Imbalance { message, postings: self.evidence() });
        }
    }

    fn evidence(&self) -> Vec<Posting> {
        let first = self.posted.saturating_sub(EVIDENCE as u64);
        (first..self.posted).filter_map(|i| self.recent[(i % EVIDENCE as u64) as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use units::ids::{DelegatorsId, GatewayId, GroupId, HolderId, OperatorId, UsersId};

    use super::*;
    use crate::ledger::Party;

    fn ledger() -> Ledger {
        let extent = Extent { users: 1, gateways: 1, networks: 1, groups: 1, coins: 1, holders: 0, delegators: 0 };
        Ledger::new(extent, Groups { nodes: vec![GroupId(0); 3], operators: vec![GroupId(0); 2] }, &[1_000_000])
    }

    #[test]
    fn coins_are_conserved_through_any_sequence() {
        let mut ledger = ledger();
        let coin = CoinId(0);
        let accounts = [
            Account::Market,
            Account::Escrow,
            Account::Users(UsersId(0)),
            Account::Node(NodeId(2)),
            Account::Bond(NetworkId(0), NodeId(1)),
            Account::Treasury(NetworkId(0)),
            Account::Unbonding(NetworkId(0)),
            Account::Nowhere,
        ];
        let mut x = 1_u64;
        for _ in 0..100_000 {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let (from, to) = (accounts[(x >> 33) as usize % 8], accounts[(x >> 43) as usize % 8]);
            let most = if from == Account::Nowhere { 1000 } else { ledger.balance(coin, from) };
            let amount = (x >> 20) as i64 % (most + 1);
            ledger.transfer(coin, from, to, amount, Reason::Fee);
        }
        ledger.recount();
        assert_eq!(ledger.fault(), None);
        assert_eq!(ledger.supply(coin), 1_000_000 + ledger.minted(coin) - ledger.burnt(coin));
    }

    #[test]
    fn every_account_flows_under_its_party() {
        let extent = Extent { users: 2, gateways: 3, networks: 4, groups: 5, coins: 1, holders: 2, delegators: 2 };
        let groups: Vec<_> = (0..5).map(GroupId::of).collect();
        let mut ledger = Ledger::new(extent, Groups { nodes: groups.clone(), operators: groups }, &[1_000_000]);
        let (n, g) = (NetworkId(3), NodeId(4));
        let all = [
            (Account::Escrow, Party::Escrow),
            (Account::Users(UsersId(1)), Party::Users(UsersId(1))),
            (Account::Gateway(GatewayId(2)), Party::Gateway(GatewayId(2))),
            (Account::Treasury(n), Party::Treasury(n)),
            (Account::Unbonding(n), Party::Unbonding(n)),
            (Account::Node(g), Party::Nodes(GroupId(4))),
            (Account::Bond(n, g), Party::Bonds(GroupId(4))),
            (Account::Pool(CoinId(0)), Party::Pool(CoinId(0))),
            (Account::Operator(OperatorId(3)), Party::Operators(GroupId(3))),
            (Account::World, Party::World),
            (Account::Holders(HolderId(1)), Party::Holders(HolderId(1))),
            (Account::Rewards(NetworkId(3)), Party::Rewards(NetworkId(3))),
            (Account::Delegators(DelegatorsId(1)), Party::Delegators(DelegatorsId(1))),
            (Account::Stake(UsersId(0)), Party::Users(UsersId(0))),
            (Account::Nowhere, Party::Burn),
        ];
        for (amount, (account, party)) in (1..).zip(all) {
            ledger.transfer(CoinId(0), Account::Market, account, amount, Reason::Fee);
            ledger.transfer(CoinId(0), account, Account::Market, amount, Reason::Refund);
            let flows = ledger.flows(CoinId(0));
            let payer = if party == Party::Burn { Party::Mint } else { party };
            let is_told = |f: &&Flow| f.amount == i128::from(amount) && f.postings == 1;
            let told: Vec<_> = flows.iter().filter(is_told).map(|f| (f.from, f.to)).collect();
            assert!(told.contains(&(Party::Market, party)) && told.contains(&(payer, Party::Market)), "{told:?}");
        }
        ledger.recount();
        assert_eq!(ledger.fault(), None);
    }

    #[test]
    fn an_account_that_cannot_pay_stops_the_run_with_evidence() {
        let mut ledger = ledger();
        ledger.transfer(CoinId(0), Account::Market, Account::Escrow, 10, Reason::Authorisation);
        ledger.transfer(CoinId(0), Account::Escrow, Account::Node(NodeId(0)), 11, Reason::Fee);
        let fault = ledger.fault().unwrap();
        assert_eq!(fault.message, "coin 0: 11 from Escrow to Node(NodeId(0)) (fee): the payer cannot pay it");
        assert_eq!(fault.postings.len(), 2);
    }

    #[test]
    fn usd_sums_to_zero_and_only_the_outside_owes_it() {
        let mut ledger = ledger();
        let (usd, wallet) = (ledger.usd(), Account::Operator(OperatorId(1)));
        ledger.transfer(usd, Account::Users(UsersId(0)), Account::Market, 500, Reason::Purchase);
        ledger.transfer(usd, Account::Market, wallet, 700, Reason::Sale);
        ledger.transfer(usd, wallet, Account::World, 600, Reason::Cost);
        ledger.recount();
        assert_eq!(ledger.fault(), None);
        let held = [Account::Users(UsersId(0)), Account::Market, wallet, Account::World];
        assert_eq!(held.map(|account| ledger.balance(usd, account)), [-500, -200, 100, 600]);
        ledger.transfer(usd, wallet, Account::World, 101, Reason::Cost);
        assert!(ledger.fault().unwrap().message.ends_with("the payer cannot pay it"));
    }

    #[test]
    fn overflow_is_an_error_never_a_wrap() {
        let mut ledger = ledger();
        ledger.mint(CoinId(0), Account::Escrow, i64::MAX, Reason::Emission);
        ledger.mint(CoinId(0), Account::Users(UsersId(0)), 5, Reason::Emission);
        let message = &ledger.fault().unwrap().message;
        assert!(message.ends_with("the supply overflows"), "{message}");
    }

    #[test]
    fn flows_are_told_whole_when_coins_go_round_for_ever() {
        let mut ledger = Ledger::new(Extent { users: 1, ..Extent::default() }, Groups::default(), &[i64::MAX]);
        let users = Account::Users(UsersId(0));
        for _ in 0..5 {
            ledger.transfer(CoinId(0), Account::Market, users, i64::MAX, Reason::Purchase);
            ledger.transfer(CoinId(0), users, Account::Market, i64::MAX, Reason::Sale);
        }
        ledger.recount();
        let flows: Vec<_> = ledger.flows(CoinId(0)).iter().map(|f| (f.amount, f.postings)).collect();
        assert_eq!((flows, ledger.fault()), (vec![(5 * i128::from(i64::MAX), 5); 2], None));
    }
}
