//! Which network's stakes secure which, and what that puts at risk.

use units::ids::{CoinId, NetworkId};
use units::share::Share;

use super::{Coin, Scenario};

impl Scenario {
    /// The network in which the stakes are bonded that secure a network: itself, unless it says another.
    #[inline]
    pub fn home(&self, network: NetworkId) -> NetworkId {
        self.networks[network.row()].secured_by.unwrap_or(network)
    }
    /// What of a stake that secures a network counts there \[base units\].
    #[inline]
    pub fn counted(&self, network: NetworkId, stake: i64) -> i64 {
        let row = &self.networks[network.row()];
        if row.secured_by.is_none() { stake } else { row.rules.secured_share.of(stake) }
    }
    /// The other networks that the stakes of a network secure.
    #[inline]
    pub fn secured(&self, network: NetworkId) -> impl Iterator<Item = NetworkId> + use<'_> {
        let is_secured = move |(_, row): &(usize, &super::Network)| row.secured_by == Some(network);
        self.networks.iter().enumerate().filter(is_secured).map(|(at, _)| NetworkId::of(at))
    }
    /// What whoever corrupts all networks that are secured by the same stakes gains \[billionths of a usd\]; nothing
    /// where none of them says.
    pub fn profit(&self, network: NetworkId) -> Option<i128> {
        let home = self.home(network);
        let is_whole = |n: &NetworkId| self.networks[n.row()].rules.secured_share == Share::ONE;
        // A part of its own is lost for what this network alone gains.
        let all: Vec<NetworkId> = if is_whole(&network) {
            std::iter::once(home).chain(self.secured(home).filter(is_whole)).collect()
        } else {
            vec![network]
        };
        let stated = all.into_iter().filter_map(|n| self.networks[n.row()].rules.profit.as_ref());
        let mut nanos = stated.map(|profit| i128::from(profit.base_units(9).unwrap_or(0))).peekable();
        nanos.peek()?;
        Some(nanos.sum())
    }
    /// Whether some of this coin vests: of what holders have, or of what is minted.
    pub fn vests(&self, coin: &Coin) -> bool {
        let own = |id: CoinId| self.coins[id.row()].name == coin.name;
        let locks = (0..self.coins.len()).map(CoinId::of).any(|id| own(id) && self.locks_new(id));
        locks || self.holders.iter().any(|row| row.rules.vesting.is_some() && own(row.coin))
    }
    /// Whether a part of what is minted of a coin is locked for a time.
    pub fn locks_new(&self, coin: CoinId) -> bool {
        let rules = &self.coins[coin.row()].rules;
        rules.sharing.vesting.is_some() && rules.emission.mints()
    }
    /// Whether a network of this coin has an insurance.
    pub fn insures(&self, coin: &Coin) -> bool {
        let own = |id: CoinId| self.coins[id.row()].name == coin.name;
        self.networks.iter().any(|row| row.rules.insurance.is_some() && row.coin.is_some_and(own))
    }
}
