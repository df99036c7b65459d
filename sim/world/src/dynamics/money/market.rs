//! The price of a coin moves, and those who quote in usd learn of it.

use engine::draws::{Purpose, name_hash};
use rules::market::View;
use units::ids::{CoinId, NetworkId};

use super::{FEEDS, PRICES};
use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the first move of each coin's price, and the first reading of it.
    pub(in crate::dynamics) fn plan_prices(&mut self) {
        self.fill_pools();
        for (i, coin) in self.scenario.coins.iter().enumerate() {
            if let Some(every) = coin.rules.market.every() {
                self.agenda.after(every, PRICES, Event::Price(CoinId::of(i)));
            }
            if let Some(every) = coin.rules.quoted_every() {
                self.agenda.after(every, FEEDS, Event::Quote(CoinId::of(i)));
            }
        }
    }

    /// A period of a coin's market is over: its price moves.
    pub(in crate::dynamics) fn move_price(&mut self, coin: CoinId) {
        let row = &self.scenario.coins[coin.row()];
        let Some(every) = row.rules.market.every() else { return };
        let number = self.now.ns() / every.ns().max(1);
        let supply = self.state.ledger.supply(coin);
        let mut draws = self.stream(Purpose::Price, name_hash(&row.name)).draws(number);
        let price = &mut self.state.prices[coin.row()];
        let view = View {
            now: self.now,
            every,
            number,
            nano_usd: price.spot,
            decimals: row.rules.decimals,
            sold: std::mem::take(&mut price.sold),
            bought: std::mem::take(&mut price.bought),
            usd_sold: std::mem::take(&mut price.usd_sold),
            usd_bought: std::mem::take(&mut price.usd_bought),
            supply,
            recorded: &row.recorded,
        };
        let spot = row.rules.market.step(&mut price.memory, &view, &mut draws).max(1);
        self.set_spot(coin, spot);
        self.state.prices[coin.row()].note_move();
        self.read_at_once(coin);
        self.agenda.after(every, PRICES, Event::Price(coin));
    }

    /// Sets the market price of a coin.
    pub(super) fn set_spot(&mut self, coin: CoinId, spot: i64) {
        self.state.set_spot(self.scenario, coin, spot);
    }

    /// It is time for a reading of a coin's price.
    pub(in crate::dynamics) fn quote(&mut self, coin: CoinId) {
        self.state.prices[coin.row()].note_move();
        if self.state.prices[coin.row()].outages == 0 {
            self.read_price(coin);
        }
        if let Some(every) = self.scenario.coins[coin.row()].rules.quoted_every() {
            self.agenda.after(every, FEEDS, Event::Quote(coin));
        }
    }

    /// Quotes in usd follow the market at once where no feed reads it, unless readings fail.
    pub(super) fn read_at_once(&mut self, coin: CoinId) {
        let is_read = self.scenario.coins[coin.row()].rules.quoted_every().is_none();
        if is_read && self.state.prices[coin.row()].outages == 0 {
            self.read_price(coin);
        }
    }

    /// Quotes in usd follow what a coin is worth now.
    fn read_price(&mut self, coin: CoinId) {
        let price = &mut self.state.prices[coin.row()];
        price.read = self.now;
        if price.quoted == price.spot {
            return;
        }
        price.quoted = price.spot;
        for i in 0..self.scenario.networks.len() {
            if self.scenario.networks[i].coin == Some(coin) {
                self.state.networks[i].renew(self.scenario, NetworkId::of(i), &self.state.prices);
            }
        }
    }

    /// Whether the last reading of a coin's price is too old to sell by.
    pub(super) fn is_stale(&self, coin: CoinId) -> bool {
        let feed = self.scenario.coins[coin.row()].rules.feed.as_ref();
        let age = feed.and_then(|feed| feed.refuses_after);
        age.is_some_and(|age| self.now.since(self.state.prices[coin.row()].read) > age)
    }
}
