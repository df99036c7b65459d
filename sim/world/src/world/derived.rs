//! What follows from the rules of an owner: worked out once, and again when they change.

use rules::pricing::{CoinView, Tariff};
use state::ledger::Account;
use state::roster::Roster;
use units::ids::{CoinId, GroupId, NetworkId};

use super::State;
use super::desks::Desk;
use super::groups::OfGroup;
use super::prices::Price;
use super::uses::Uses;
use crate::scenario::{Owner, Scenario};

/// What follows from the rules of a network and its coin.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OfNetwork {
    pub(crate) tariff: Tariff,
    /// What a base unit of its coin is worth \[usd\]; nothing if it has none.
    pub(crate) usd_per_unit: f64,
}

impl OfNetwork {
    /// Of a network, at the present prices of coins.
    pub(crate) fn new(scenario: &Scenario, id: NetworkId, prices: &[Price]) -> Self {
        let Some(view) = quoted(scenario, id, prices) else { return Self::default() };
        let worth = |coin: CoinId| Self::usd_per_unit(scenario, coin, prices[coin.row()].spot);
        Self {
            tariff: scenario.networks[id.row()].rules.pricing.opening(&view),
            usd_per_unit: scenario.networks[id.row()].coin.map_or(0.0, worth),
        }
    }
    /// What a base unit of a coin is worth at a price of the coin \[billionths of a usd\].
    pub(crate) fn usd_per_unit(scenario: &Scenario, coin: CoinId, spot: i64) -> f64 {
        spot as f64 / 1e9 / 10_u64.pow(scenario.coins[coin.row()].rules.decimals) as f64
    }
}

/// The coin of a network as those who quote in usd see it; none of a free network.
pub(crate) fn quoted(scenario: &Scenario, id: NetworkId, prices: &[Price]) -> Option<CoinView> {
    let coin = scenario.networks[id.row()].coin?;
    Some(CoinView { decimals: scenario.coins[coin.row()].rules.decimals, nano_usd: prices[coin.row()].quoted })
}

/// The coin of a network as those who buy it see it; none of a free network.
pub(crate) fn spot(scenario: &Scenario, id: NetworkId, prices: &[Price]) -> Option<CoinView> {
    let coin = scenario.networks[id.row()].coin?;
    Some(CoinView { decimals: scenario.coins[coin.row()].rules.decimals, nano_usd: prices[coin.row()].spot })
}

impl State {
    /// Works out anew what follows from the rules of an owner.
    pub(crate) fn refresh(&mut self, scenario: &Scenario, owner: Owner) {
        self.uses = Uses::of(scenario);
        match owner {
            Owner::Coin(coin) => {
                self.reprice(scenario, coin);
                for i in 0..self.networks.len() {
                    self.networks[i].renew(scenario, NetworkId::of(i), &self.prices);
                }
            }
            Owner::Network(i) => {
                self.networks[i].renew(scenario, NetworkId::of(i), &self.prices);
                if let Some(&Some(desk)) = self.assigners.get(i) {
                    self.keep_reports(scenario, usize::from(desk));
                }
            }
            Owner::Group(i) => {
                let id = GroupId::of(i);
                self.groups[id.row()].derived = OfGroup::new(scenario, &scenario.groups[i]);
                // Policies keep weights of nodes by their speeds, slots and prices.
                let views = self.desks.iter_mut().filter_map(|desk| desk.view.as_mut());
                let seen = views.flat_map(|view| &mut view.rosters);
                self.rosters.iter_mut().chain(seen).for_each(Roster::doubt);
            }
            Owner::Gateway(i) => {
                self.gateways[i].firm.renew(&scenario.gateways[i].rules, false);
                self.keep_reports(scenario, i);
            }
            Owner::Users(i) => {
                self.users[i].is_choosy = scenario.users[i].rules.looks_at_prices();
                self.has_values = scenario.users.iter().any(|users| users.rules.values.is_some());
            }
            Owner::Wires(_) | Owner::Holders(_) | Owner::Delegators(_) => {}
        }
    }
    /// Sets the market price of a coin; those of coins whose pools are quoted in it follow.
    pub(crate) fn set_spot(&mut self, scenario: &Scenario, coin: CoinId, spot: i64) {
        let price = &mut self.prices[coin.row()];
        price.spot = spot;
        price.least = price.least.min(spot);
        // As `usd_per_unit` of the network, to the last bit.
        let per_unit = spot as f64 / 1e9 / price.unit as f64;
        for (network, row) in self.networks.iter_mut().zip(&scenario.networks) {
            if row.coin == Some(coin) {
                network.derived.usd_per_unit = per_unit;
            }
        }
        for (i, row) in scenario.coins.iter().enumerate() {
            let other = CoinId::of(i);
            let is_quoted = row.quote.is_some_and(|quote| quote.coin == coin);
            // Pools are filled at the very start.
            if is_quoted && self.ledger.balance(other, Account::Pool(other)) > 0 {
                self.follow_pool(scenario, other);
            }
        }
    }

    /// The price of a coin follows its pool.
    pub(crate) fn follow_pool(&mut self, scenario: &Scenario, coin: CoinId) {
        let row = &scenario.coins[coin.row()];
        let spot = self.pool(coin, row.quote).price_of(self.prices[coin.row()].unit.unsigned_abs());
        self.set_spot(scenario, coin, spot);
    }

    /// Where a market never moves by itself its price follows its rules; what weather took of it stays taken.
    fn reprice(&mut self, scenario: &Scenario, coin: usize) {
        let (price, row) = (&mut self.prices[coin], &scenario.coins[coin]);
        let opening = row.opening();
        if price.is_pool || row.rules.market.every().is_some() || opening == price.opened {
            return;
        }
        let spot = i128::from(price.spot) * i128::from(opening) / i128::from(price.opened.max(1));
        price.opened = opening;
        self.set_spot(scenario, CoinId::of(coin), i64::try_from(spot).unwrap_or(i64::MAX).max(1));
        let price = &mut self.prices[coin];
        if row.rules.quoted_every().is_none() {
            price.quoted = price.spot;
        }
    }
    /// Makes room for what the policy of a desk reads now; of what it did not read, nodes have yet to report.
    fn keep_reports(&mut self, scenario: &Scenario, desk: usize) {
        let n_nodes = self.nodes.len();
        let Desk { by, view, chooses_of_one, .. } = &mut self.desks[desk];
        *chooses_of_one = scenario.policy(*by).chooses_of_one();
        if let Some(view) = view {
            view.reported.keep(&scenario.policy(*by).columns(), n_nodes);
        }
    }
}
