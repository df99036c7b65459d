//! Coins, and who holds and delegates them.

use std::sync::Arc;

use rules::market::{Quoted, Reserves};
use rules::owner;
use units::ids::{CoinId, NetworkId};

/// A coin.
#[derive(Clone, Debug)]
pub struct Coin {
    /// Its name.
    pub name: String,
    /// What is decided about it.
    pub rules: owner::coin::Coin,
    /// Base units at the start.
    pub genesis: i64,
    /// The prices that its market replays, from the start of the run on; empty where it replays none.
    pub recorded: Arc<[Quoted]>,
    /// The other coin in which its pool is quoted, if it is.
    pub quote: Option<Quote>,
}

/// The other coin in which a pool is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Which coin.
    pub coin: CoinId,
    /// What is in the pool of it at the start \[base units\].
    pub units: i64,
    /// What that is worth at the start \[billionths of a usd\].
    pub usd: i64,
}

impl Coin {
    /// Base units in the treasury of a network at the start, by its name.
    pub fn in_treasury(&self, network: &str) -> i64 {
        let given = self.rules.genesis.split().and_then(|split| split.treasury.get_named(network));
        given.and_then(|money| money.base_units(self.rules.decimals)).unwrap_or(0)
    }
    /// The price of one coin at the start \[billionths of a usd\].
    pub fn opening(&self) -> i64 {
        let first = self.recorded.first().map(|quoted| quoted.nano_usd);
        let pooled = self.quote.and_then(|_| self.reserves()).map(|pool| pool.price(self.rules.decimals));
        first.or(pooled).unwrap_or_else(|| self.rules.market.opening(self.rules.decimals)).max(1)
    }
    /// What is in its pool at the start, with what that of another coin is worth then.
    pub fn reserves(&self) -> Option<Reserves> {
        let pool = self.rules.market.reserves(self.rules.decimals)?;
        Some(Reserves { usd: self.quote.map_or(pool.usd, |quote| quote.usd), ..pool })
    }
}

/// Holders of a coin.
#[derive(Clone, Debug)]
pub struct Holders {
    /// Their name.
    pub name: String,
    /// How they trade.
    pub rules: owner::holders::Holders,
    /// Their coin.
    pub coin: CoinId,
    /// What they have of it at the start \[base units\].
    pub coins: i64,
    /// Their usd at the start \[billionths\].
    pub usd: i64,
    /// The coin by whose price they trade, if they do.
    pub reference: Option<CoinId>,
}

impl Holders {
    /// Base units of what they have at the start that vest, and when they become free.
    pub fn vesting(&self) -> Option<(i64, &owner::holders::Vesting)> {
        self.rules.vesting.as_ref().map(|schedule| (schedule.share.of(self.coins), schedule))
    }
}

/// A class of delegators.
#[derive(Clone, Debug)]
pub struct Delegators {
    /// Its name.
    pub name: String,
    /// How it stakes.
    pub rules: owner::delegators::Delegators,
    /// On which network.
    pub network: NetworkId,
    /// The coin of the network.
    pub coin: CoinId,
    /// What it has at the start \[base units\].
    pub stake: i64,
}
