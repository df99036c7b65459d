//! What coins are worth now, and what those who quote in usd believe.

use engine::math::ln;
use rules::market::{Memory, Reserves, Side};
use state::ledger::{Account, Reason};
use units::ids::{CoinId, UsersId};
use units::time::Time;

use super::State;
use crate::scenario::{Quote, Scenario};

/// The most usd that users may owe, or a market have, by purchases that are posted at once, and as much again by those
/// that are posted later: the two together are what a balance can count \[billionths\].
pub(crate) const MOST_OWED: i64 = i64::MAX / 2;

/// The price of a coin.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    /// What one coin is worth \[billionths of a usd\].
    pub(crate) spot: i64,
    /// By what usd quotes become coins: the price at the last reading \[billionths of a usd\].
    pub(crate) quoted: i64,
    /// When that reading was.
    pub(crate) read: Time,
    /// Outages of its feed that are under way; while there are any, readings fail.
    pub(crate) outages: u32,
    /// The price at the start by its rules, which may change \[billionths of a usd\].
    pub(crate) opened: i64,
    /// Base units sold to the market, and bought from it, since its policy was asked last.
    pub(crate) sold: i64,
    pub(crate) bought: i64,
    /// The usd for them \[billionths\].
    pub(crate) usd_sold: i64,
    pub(crate) usd_bought: i64,
    /// The usd of each group of users for coins that it has bought, and that its book does not show yet \[billionths\].
    pub(crate) unposted: Vec<i64>,
    /// The most that users may still pay before that book is posted, so that it can count all of it \[billionths\].
    pub(crate) room: i64,
    /// The same over the whole measured run.
    pub(crate) traded: Traded,
    /// The lowest price of the measured run.
    pub(crate) least: i64,
    /// The price when its moves were last noted, and the sum of the squares of their logarithms in the measured run.
    noted: i64,
    /// The supply when the warm-up ended \[base units\].
    pub(crate) supply_then: i64,
    pub(crate) squares: f64,
    /// Whether trades are against a pool.
    pub(crate) is_pool: bool,
    /// Base units of a coin.
    pub(crate) unit: i64,
    pub(crate) memory: Memory,
}

/// Trades of a coin since the warm-up ended, without those of the first instant: stakes of the start are no demand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traded {
    /// Coins sold \[base units\].
    pub(crate) sold: i128,
    /// Coins bought \[base units\].
    pub(crate) bought: i128,
    /// Usd that changed hands \[billionths\].
    pub(crate) usd: i128,
    /// Coins sold less coins bought by all but holders \[base units\].
    pub(crate) pressed: i128,
}

impl Price {
    /// The warm-up is over: what was measured so far is forgotten.
    pub(crate) fn clear(&mut self, supply: i64) {
        self.supply_then = supply;
        (self.traded, self.least, self.squares) = (Traded::default(), self.spot, 0.0);
    }
    /// A period is over: how far the price has moved is noted.
    pub(crate) fn note_move(&mut self) {
        if self.spot != self.noted {
            let moved = ln(self.spot as f64 / self.noted as f64);
            self.squares += moved * moved;
            self.noted = self.spot;
        }
    }
    /// Coins were sold to the market or bought from it; holders, who make the other side, do not press on the price.
    #[inline]
    pub(crate) fn note_trade(&mut self, side: Side, coins: i64, usd: i64, reason: Reason) {
        let traded = &mut self.traded;
        traded.usd += i128::from(usd);
        let (sum, in_usd, all, signed) = match side {
            Side::Buys => (&mut self.bought, &mut self.usd_bought, &mut traded.bought, -i128::from(coins)),
            Side::Sells => (&mut self.sold, &mut self.usd_sold, &mut traded.sold, i128::from(coins)),
        };
        *sum = sum.saturating_add(coins);
        *in_usd = in_usd.saturating_add(usd);
        *all += i128::from(coins);
        if reason != Reason::Trade {
            traded.pressed += signed;
        }
    }
    /// Of all coins at the start.
    pub(crate) fn all(scenario: &Scenario) -> Vec<Self> {
        let of = |coin: &crate::scenario::Coin| {
            let (market, decimals) = (&coin.rules.market, coin.rules.decimals);
            let opening = coin.opening();
            Self {
                spot: opening,
                quoted: opening,
                read: Time::ZERO,
                outages: 0,
                opened: opening,
                sold: 0,
                bought: 0,
                usd_sold: 0,
                usd_bought: 0,
                unposted: vec![0; scenario.users.len()],
                room: MOST_OWED / scenario.coins.len() as i64,
                traded: Traded::default(),
                least: opening,
                noted: opening,
                supply_then: coin.genesis,
                squares: 0.0,
                is_pool: market.reserves(decimals).is_some(),
                unit: 10_i64.pow(decimals),
                memory: market.memory(0),
            }
        };
        scenario.coins.iter().map(of).collect()
    }
}

impl State {
    /// What is in the pool of a coin, with what that of another coin is worth now.
    pub(crate) fn pool(&self, coin: CoinId, quote: Option<Quote>) -> Reserves {
        let (pool, ledger) = (Account::Pool(coin), &self.ledger);
        let coins = ledger.balance(coin, pool);
        let Some(Quote { coin: other, .. }) = quote else {
            return Reserves { coins, usd: ledger.balance(ledger.usd(), pool) };
        };
        let price = &self.prices[other.row()];
        let usd = i128::from(ledger.balance(other, pool)) * i128::from(price.spot) / i128::from(price.unit);
        Reserves { coins, usd: i64::try_from(usd).unwrap_or(i64::MAX) }
    }

    /// The book of usd shows what users have paid for coins since it did so last.
    ///
    /// One posting stands for all purchases of a group in an epoch: a posting a request would cost a fifth of a run.
    pub(crate) fn post_purchases(&mut self) {
        let usd = self.ledger.usd();
        for price in &mut self.prices {
            for (i, amount) in price.unposted.iter_mut().enumerate() {
                let users = Account::Users(UsersId::of(i));
                self.ledger.transfer(usd, users, Account::Market, std::mem::take(amount), Reason::Purchase);
            }
        }
        let n_users = self.prices.first().map_or(0, |price| price.unposted.len());
        let accounts = (0..n_users).map(|i| Account::Users(UsersId::of(i))).chain([Account::Market]);
        let fullest = accounts.map(|account| self.ledger.balance(usd, account).unsigned_abs()).max().unwrap_or(0);
        let room = MOST_OWED.saturating_sub_unsigned(fullest).max(0) / (self.prices.len() as i64).max(1);
        self.prices.iter_mut().for_each(|price| price.room = room);
    }
}
