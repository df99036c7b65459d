//! Coins change hands for usd: every trade has two legs, one in the coin's book and one in that of usd.

use rules::market::{Reserves, Side, Trade};
use state::ledger::{Account, Reason};
use units::ids::{CoinId, NetworkId, NodeId, OperatorId, UsersId};

use crate::world::Moment;
use crate::world::prices::Price;

/// Who trades: where its coins are, and where its usd.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer {
    pub(super) coins: Account,
    pub(super) usd: Account,
}

impl Moment<'_> {
    /// Fills the pools at the start: coins of the genesis supply, and usd from outside.
    pub(in crate::dynamics) fn fill_pools(&mut self) {
        for (i, row) in self.scenario.coins.iter().enumerate() {
            let (coin, pool) = (CoinId::of(i), Account::Pool(CoinId::of(i)));
            if let Some(Reserves { coins, usd }) = Price::reserves(row) {
                let ledger = &mut self.state.ledger;
                ledger.transfer(coin, Account::Market, pool, coins, Reason::Liquidity);
                ledger.transfer(ledger.usd(), Account::World, pool, usd, Reason::Liquidity);
            }
        }
    }

    /// Coins that could be bought now \[base units\].
    pub(in crate::dynamics) fn for_sale(&self, coin: CoinId) -> i64 {
        let price = &self.state.prices[coin.row()];
        // At the very start stakes are a part of the genesis supply; and the last coin of a pool has no price.
        if price.is_pool && self.now.ns() > 0 {
            (self.state.ledger.balance(coin, Account::Pool(coin)) - 1).max(0)
        } else {
            self.state.ledger.balance(coin, Account::Market)
        }
    }

    /// Buys coins for a customer whose usd are outside of the simulation; says whether the market had them.
    #[inline]
    pub(super) fn buy(&mut self, coin: CoinId, customer: Customer, coins: i64, reason: Reason) -> bool {
        self.trade(coin, Side::Buys, customer, coins, reason).is_some()
    }

    /// Buys coins for users; says whether the market had them.
    ///
    /// Where the price comes from no pool, the book of usd shows it at the end of the epoch.
    #[inline(always)]
    pub(super) fn buy_for_users(&mut self, coin: CoinId, users: UsersId, coins: i64) -> bool {
        let account = Account::Users(users);
        if self.state.prices[coin.row()].is_pool {
            return self.buy(coin, Customer { coins: account, usd: account }, coins, Reason::Purchase);
        }
        let Some(usd) = self.priced(coin, Side::Buys, coins) else { return false };
        let price = &mut self.state.prices[coin.row()];
        let unposted = &mut price.unposted[users.row()];
        *unposted = unposted.saturating_add(usd);
        if self.scenario.coins[coin.row()].rules.market.moves() {
            price.note_trade(Side::Buys, coins, usd, true);
        }
        self.state.ledger.transfer(coin, Account::Market, account, coins, Reason::Purchase);
        true
    }

    /// Sells coins of a node; its operator gets the usd.
    pub(super) fn sell_of(&mut self, coin: CoinId, node: NodeId, coins: i64) {
        let customer = Customer { coins: Account::Node(node), usd: Account::Operator(self.operator_of(node)) };
        self.sell(coin, customer, coins, Reason::Sale);
    }

    /// Sells coins; what the market pays nothing for goes, too.
    pub(super) fn sell(&mut self, coin: CoinId, customer: Customer, coins: i64, reason: Reason) {
        if self.trade(coin, Side::Sells, customer, coins, reason).is_none() {
            self.state.invariants.hold(false, || format!("{coins} base units cannot be sold"));
        }
    }

    /// The operator of a node.
    pub(super) fn operator_of(&self, node: NodeId) -> OperatorId {
        OperatorId(self.state.nodes.identity(node).operator)
    }

    /// A trade with the market of a coin: the usd that changed hands, or none if it cannot be filled.
    #[inline]
    pub(super) fn trade(
        &mut self,
        coin: CoinId,
        side: Side,
        customer: Customer,
        coins: i64,
        reason: Reason,
    ) -> Option<i64> {
        if coins == 0 {
            return Some(0);
        }
        let usd = self.priced(coin, side, coins)?;
        let is_pool = self.state.prices[coin.row()].is_pool;
        let is_genesis = self.now.ns() == 0;
        let market = if is_pool && !is_genesis { Account::Pool(coin) } else { Account::Market };
        let ledger = &mut self.state.ledger;
        let fiat = ledger.usd();
        let price = &mut self.state.prices[coin.row()];
        if !is_genesis {
            price.note_trade(side, coins, usd, reason != Reason::Trade);
        }
        match side {
            Side::Buys => {
                ledger.transfer(coin, market, customer.coins, coins, reason);
                if let Account::Operator(operator) = customer.usd {
                    // Stakes and nodes are bought with capital from outside where earnings do not suffice.
                    let lacking = (usd - ledger.balance(fiat, customer.usd)).max(0);
                    let capital = &mut self.state.operators[operator.row()].capital;
                    *capital = capital.saturating_add(lacking);
                    ledger.transfer(fiat, Account::World, customer.usd, lacking, Reason::Capital);
                }
                ledger.transfer(fiat, customer.usd, market, usd, reason);
            }
            Side::Sells => {
                ledger.transfer(coin, customer.coins, market, coins, reason);
                ledger.transfer(fiat, market, customer.usd, usd, reason);
            }
        }
        if is_pool && !is_genesis {
            let spot = self.pool(coin).1.price(self.scenario.coins[coin.row()].rules.decimals);
            self.set_spot(coin, spot);
        }
        Some(usd)
    }

    /// The usd that a trade with the market of a coin would cost, or earn; none if it cannot be filled.
    #[inline]
    pub(super) fn priced(&self, coin: CoinId, side: Side, coins: i64) -> Option<i64> {
        let rules = &self.scenario.coins[coin.row()].rules;
        let price = &self.state.prices[coin.row()];
        let is_genesis = self.now.ns() == 0;
        let reserves = if price.is_pool && !is_genesis { self.pool(coin).1 } else { Reserves::default() };
        let trade = Trade { side, coins, nano_usd: price.spot, decimals: rules.decimals, reserves };
        if price.is_pool && is_genesis { trade.at_price() } else { rules.market.fill(&trade) }
    }

    /// The account of a coin's pool, and what is in it.
    pub(super) fn pool(&self, coin: CoinId) -> (Account, Reserves) {
        let (pool, ledger) = (Account::Pool(coin), &self.state.ledger);
        (pool, Reserves { coins: ledger.balance(coin, pool), usd: ledger.balance(ledger.usd(), pool) })
    }

    /// Stakes whose unbonding time is over are sold at one price, however many there are at one instant.
    pub(super) fn sell_matured(&mut self, network: NetworkId, coin: CoinId, matured: &[(NodeId, i64)]) {
        let queue = Account::Unbonding(network);
        let total: i64 = matured.iter().map(|m| m.1).sum();
        let Some(&(first, _)) = matured.first() else { return };
        let usd = Account::Operator(self.operator_of(first));
        let fiat = self.state.ledger.usd();
        let Some(proceeds) = self.trade(coin, Side::Sells, Customer { coins: queue, usd }, total, Reason::Release)
        else {
            return self.state.invariants.hold(false, || format!("{total} base units cannot be sold"));
        };
        // Pro rata, so that nobody is better off for a lower row; the first keeps what rounding leaves.
        for &(node, amount) in &matured[1..] {
            let part = i128::from(proceeds) * i128::from(amount) / i128::from(total.max(1));
            let wallet = Account::Operator(self.operator_of(node));
            self.state.ledger.transfer(fiat, usd, wallet, i64::try_from(part).unwrap_or(0), Reason::Release);
        }
    }
}
