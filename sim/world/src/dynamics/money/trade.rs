//! Coins change hands for usd: every trade has two legs, one in the coin's book and one in that of usd.

use rules::market::{Reserves, Side, Trade};
use state::ledger::{Account, Reason, part};
use units::ids::{CoinId, NodeId, OperatorId, UsersId};

use crate::scenario::Quote;
use crate::world::Moment;
use crate::world::prices::MOST_OWED;

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
            if let Some(Reserves { coins, usd }) = row.reserves() {
                let ledger = &mut self.state.ledger;
                ledger.transfer(coin, Account::Market, pool, coins, Reason::Liquidity);
                match row.quote {
                    Some(Quote { coin: other, units, .. }) => {
                        ledger.transfer(other, Account::Market, pool, units, Reason::Liquidity);
                    }
                    None => ledger.transfer(ledger.usd(), Account::World, pool, usd, Reason::Liquidity),
                }
            }
        }
    }

    /// Coins that could be bought now \[base units\].
    pub(in crate::dynamics) fn for_sale(&self, coin: CoinId) -> i64 {
        // The last coin of a pool has no price.
        let kept = i64::from(self.has_pool(coin));
        (self.state.ledger.balance(coin, self.market(coin)) - kept).max(0)
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
            return if self.scenario.coins[coin.row()].quote.is_none() && self.has_pool(coin) {
                self.buy_from_pool(coin, account, coins).is_some()
            } else {
                self.buy(coin, Customer { coins: account, usd: account }, coins, Reason::Purchase)
            };
        }
        let Some(usd) = self.priced(coin, Side::Buys, coins) else { return false };
        let price = &mut self.state.prices[coin.row()];
        // A price beyond what the book can count is one that nobody pays.
        if usd > price.room {
            return false;
        }
        price.room -= usd;
        price.unposted[users.row()] += usd;
        if self.scenario.coins[coin.row()].rules.market.moves() {
            price.note_trade(Side::Buys, coins, usd, Reason::Purchase);
        }
        self.state.ledger.transfer(coin, Account::Market, account, coins, Reason::Purchase);
        true
    }

    /// Users buy coins from a pool that is quoted in usd, as [`Self::trade`] does it, for each request: what is known
    /// after one step is not looked up for the next.
    fn buy_from_pool(&mut self, coin: CoinId, account: Account, coins: i64) -> Option<()> {
        let rules = &self.scenario.coins[coin.row()].rules;
        let (pool, ledger) = (Account::Pool(coin), &self.state.ledger);
        let fiat = ledger.usd();
        let reserves = Reserves { coins: ledger.balance(coin, pool), usd: ledger.balance(fiat, pool) };
        let price = &mut self.state.prices[coin.row()];
        let trade = Trade { side: Side::Buys, coins, nano_usd: price.spot, decimals: rules.decimals, reserves };
        let usd = rules.market.fill(&trade)?;
        // A pool that is nearly empty asks more than there is: the trade is not filled.
        ledger.balance(fiat, account).checked_sub(usd)?;
        let after = Reserves { coins: reserves.coins - coins, usd: reserves.usd.checked_add(usd)? };
        price.note_trade(Side::Buys, coins, usd, Reason::Purchase);
        let unit = price.unit.unsigned_abs();
        let ledger = &mut self.state.ledger;
        ledger.transfer(coin, pool, account, coins, Reason::Purchase);
        ledger.transfer(fiat, account, pool, usd, Reason::Purchase);
        self.state.set_spot(self.scenario, coin, after.price_of(unit));
        Some(())
    }

    /// Sells coins of a node; its operator gets the usd.
    pub(super) fn sell_of(&mut self, coin: CoinId, node: NodeId, coins: i64) {
        let customer = Customer { coins: Account::Node(node), usd: Account::Operator(self.operator_of(node)) };
        self.sell(coin, customer, coins, Reason::Sale);
    }

    /// Sells coins, also where rounding leaves no usd for them.
    pub(super) fn sell(&mut self, coin: CoinId, customer: Customer, coins: i64, reason: Reason) {
        if self.trade(coin, Side::Sells, customer, coins, reason).is_none() {
            self.state.invariants.hold(false, || format!("{coins} base units cannot be sold"));
        }
    }

    /// The operator of a node.
    pub(in crate::dynamics) fn operator_of(&self, node: NodeId) -> OperatorId {
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
        if let Some(other) = self.quoted_in(coin) {
            return self.trade_through(coin, other, side, customer, coins, reason);
        }
        let usd = self.priced(coin, side, coins)?;
        let market = self.market(coin);
        let ledger = &self.state.ledger;
        let fiat = ledger.usd();
        if matches!(side, Side::Buys) {
            // Nor are more coins for sale than the market has.
            if coins > self.for_sale(coin) {
                return None;
            }
            // A pool that is nearly empty asks more than there is: the trade is not filled.
            let (payer, own) = match customer.usd {
                Account::Operator(_) => (Account::World, ledger.balance(fiat, customer.usd)),
                other => (other, 0),
            };
            let left = ledger.balance(fiat, payer).checked_sub((usd - own).max(0))?;
            let got = ledger.balance(fiat, market).checked_add(usd)?;
            if matches!(payer, Account::Users(_)) && (left < -MOST_OWED || got > MOST_OWED) {
                return None;
            }
        }
        self.note_trade(coin, side, coins, usd, reason);
        let ledger = &mut self.state.ledger;
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
        self.follow_pool(coin);
        Some(usd)
    }

    /// A trade with a pool that is quoted in another coin, which is bought or sold for usd where that is traded.
    fn trade_through(
        &mut self,
        coin: CoinId,
        other: CoinId,
        side: Side,
        customer: Customer,
        coins: i64,
        reason: Reason,
    ) -> Option<i64> {
        let units = self.units_of(coin, side, coins)?;
        let pool = Account::Pool(coin);
        // The other coin goes into the pool, or comes out of it, on the way.
        let usd = self.trade(other, side, Customer { coins: pool, usd: customer.usd }, units, reason)?;
        let (from, to) = if side == Side::Buys { (pool, customer.coins) } else { (customer.coins, pool) };
        self.state.ledger.transfer(coin, from, to, coins, reason);
        self.note_trade(coin, side, coins, usd, reason);
        self.follow_pool(coin);
        Some(usd)
    }

    /// The other coin in which the pool of a coin is quoted, where trades are against such a pool now.
    fn quoted_in(&self, coin: CoinId) -> Option<CoinId> {
        let quote = self.scenario.coins[coin.row()].quote.filter(|_| self.has_pool(coin))?;
        Some(quote.coin)
    }

    /// Base units of the other coin that a trade with a pool quoted in it would cost, or earn; none if it cannot be
    /// filled.
    fn units_of(&self, coin: CoinId, side: Side, coins: i64) -> Option<i64> {
        let (other, rules) = (self.quoted_in(coin)?, &self.scenario.coins[coin.row()].rules);
        let (pool, ledger) = (Account::Pool(coin), &self.state.ledger);
        let reserves = Reserves { coins: ledger.balance(coin, pool), usd: ledger.balance(other, pool) };
        rules.market.fill(&Trade { side, coins, nano_usd: 0, decimals: rules.decimals, reserves })
    }

    /// Whether trades of a coin are against a pool now: at the very start stakes are a part of the genesis supply.
    fn has_pool(&self, coin: CoinId) -> bool {
        self.state.prices[coin.row()].is_pool && self.now.ns() > 0
    }

    /// The account against which a coin is traded.
    fn market(&self, coin: CoinId) -> Account {
        if self.has_pool(coin) { Account::Pool(coin) } else { Account::Market }
    }

    /// Counts a trade; stakes of the start are no demand.
    fn note_trade(&mut self, coin: CoinId, side: Side, coins: i64, usd: i64, reason: Reason) {
        if self.now.ns() > 0 {
            self.state.prices[coin.row()].note_trade(side, coins, usd, reason);
        }
    }

    /// The price of a coin follows its pool, if it has one.
    fn follow_pool(&mut self, coin: CoinId) {
        if self.has_pool(coin) {
            self.state.follow_pool(self.scenario, coin);
        }
    }

    /// The usd that a trade with the market of a coin would cost, or earn; none if it cannot be filled.
    #[inline]
    pub(super) fn priced(&self, coin: CoinId, side: Side, coins: i64) -> Option<i64> {
        if let Some(other) = self.quoted_in(coin) {
            return self.priced(other, side, self.units_of(coin, side, coins)?);
        }
        let rules = &self.scenario.coins[coin.row()].rules;
        let price = &self.state.prices[coin.row()];
        let reserves = if self.has_pool(coin) { self.pool(coin) } else { Reserves::default() };
        let trade = Trade { side, coins, nano_usd: price.spot, decimals: rules.decimals, reserves };
        if price.is_pool && !self.has_pool(coin) { trade.at_price() } else { rules.market.fill(&trade) }
    }

    /// What is in a coin's pool, with what that of another coin is worth now.
    pub(super) fn pool(&self, coin: CoinId) -> Reserves {
        self.state.pool(coin, self.scenario.coins[coin.row()].quote)
    }

    /// Sells coins of several nodes in one trade, so that nobody is better off for a lower row: each gets its part of
    /// the usd, rounded down, and the first what rounding leaves.
    pub(super) fn sell_together(&mut self, coin: CoinId, list: &[(Account, NodeId, i64)], reason: Reason) {
        let total = list.iter().map(|sold| sold.2).sum();
        let (Some(usd), [_, others @ ..]) = (self.priced(coin, Side::Sells, total), list) else {
            return self.state.invariants.hold(list.is_empty(), || format!("{total} base units cannot be sold"));
        };
        let part_of = |amount: i64| part(usd, amount.into(), total.into());
        let first = usd - others.iter().map(|sold| part_of(sold.2)).sum::<i64>();
        let usds = std::iter::once(first).chain(others.iter().map(|sold| part_of(sold.2)));
        self.note_trade(coin, Side::Sells, total, usd, reason);
        let market = self.market(coin);
        let payer = self.sell_through(coin, total, usd, reason).unwrap_or(market);
        for (&(account, node, amount), usd) in list.iter().zip(usds) {
            let wallet = Account::Operator(self.operator_of(node));
            let ledger = &mut self.state.ledger;
            ledger.transfer(coin, account, market, amount, reason);
            ledger.transfer(ledger.usd(), payer, wallet, usd, reason);
        }
        self.follow_pools(coin);
    }

    /// Prices follow the pool of a coin, and before it those of the coins in which it is quoted.
    fn follow_pools(&mut self, coin: CoinId) {
        if let Some(other) = self.quoted_in(coin) {
            self.follow_pools(other);
        }
        self.follow_pool(coin);
    }

    /// Sells what a pool quoted in another coin gives for coins, where that is traded; gives who pays the usd.
    fn sell_through(&mut self, coin: CoinId, coins: i64, usd: i64, reason: Reason) -> Option<Account> {
        let other = self.quoted_in(coin)?;
        let units = self.units_of(coin, Side::Sells, coins)?;
        self.note_trade(other, Side::Sells, units, usd, reason);
        let market = self.market(other);
        self.state.ledger.transfer(other, Account::Pool(coin), market, units, reason);
        let payer = self.sell_through(other, units, usd, reason).unwrap_or(market);
        Some(payer)
    }
}
