//! Where the coins of each supply are, from the accounts of the ledger.

use state::ledger::Account;
use units::ids::{CoinId, HolderId, NetworkId, UsersId};

use super::State;
use crate::metrics::supply::Supply;
use crate::scenario::Scenario;

impl State {
    /// The split of a coin.
    pub(crate) fn supply(&self, scenario: &Scenario, coin: CoinId) -> Supply {
        let mut split = Supply { escrow: self.ledger.balance(coin, Account::Escrow), ..Supply::default() };
        for network in (0..scenario.networks.len()).filter(|&n| scenario.networks[n].coin == Some(coin)) {
            split.bonded += self.networks[network].bonded;
            split.vesting += self.ledger.balance(coin, Account::Locked(NetworkId::of(network)));
            split.insurance += self.ledger.balance(coin, Account::Insurance(NetworkId::of(network)));
            split.unbonding += self.bonds.unbonding_total(NetworkId::of(network));
        }
        // A treasury may hold a coin that it has bought back, beside that of its fees.
        for network in (0..scenario.networks.len()).map(NetworkId::of) {
            split.treasury += self.ledger.balance(coin, Account::Treasury(network));
        }
        for users in (0..scenario.users.len()).map(UsersId::of) {
            split.bonded += self.ledger.balance(coin, Account::Stake(users));
        }
        for holder in (0..scenario.holders.len()).filter(|&h| scenario.holders[h].coin == coin) {
            split.vesting += self.ledger.balance(coin, Account::Vesting(HolderId::of(holder)));
        }
        split.circulating = self.ledger.supply(coin) - split.locked();
        split
    }
}
