//! Weather over coins: their prices fall, and feeds are dark.

use engine::agenda::Class;
use rules::market::Side;
use state::ledger::{Account, Reason};
use units::ids::CoinId;
use units::share::Share;
use units::time::Span;

use super::holders;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;

/// Into how many parts a fall is divided that takes time.
const PARTS: u16 = 60;

impl Moment<'_> {
    /// A coin begins to lose a part of its price.
    pub(in crate::dynamics) fn begin_fall(&mut self, fault: u16, coin: CoinId, by: Share, within: Span) {
        let parts = if within.ns() == 0 { 1 } else { PARTS };
        let price = &self.state.prices[coin.row()];
        let reserve = if price.is_pool { self.state.ledger.balance(coin, Account::Pool(coin)) } else { 0 };
        let whole = reserve as f64 * (1.0 / by.complement().as_f64().sqrt() - 1.0);
        let sold = (whole / f64::from(parts)) as i64;
        self.state.prices[coin.row()].sale = sold;
        self.fall(fault, coin, parts);
    }

    /// The next part of a fall.
    pub(in crate::dynamics) fn fall(&mut self, fault: u16, coin: CoinId, left: u16) {
        let rules::weather::Strike::Fall { by, within } =
            self.scenario.weather[usize::from(fault)].rules.fault.policy().strike()
        else {
            return;
        };
        let price = &self.state.prices[coin.row()];
        if price.is_pool {
            let outsiders = Customer { coins: Account::Market, usd: Account::Market };
            let seller = self.scenario.weather[usize::from(fault)].seller.map_or(outsiders, holders::customer);
            let sold = price.sale.min(self.state.ledger.balance(coin, seller.coins));
            self.trade(coin, Side::Sells, seller, sold, Reason::Sale);
        } else {
            let parts = if within.ns() == 0 { 1 } else { PARTS };
            let factor = engine::math::pow(by.complement().as_f64(), 1.0 / f64::from(parts));
            let spot = (price.spot as f64 * factor) as i64;
            self.set_spot(coin, spot.max(1));
            if self.scenario.coins[coin.row()].rules.market.every().is_none() {
                // Nobody reads a market that never moves by itself.
                self.read_price(coin);
            }
        }
        if left > 1 {
            let step = Span::from_ns(within.ns() / u64::from(PARTS));
            self.agenda.after(step, Class::Timer, Event::Fall { fault, coin, left: left - 1 });
        }
    }

    /// Readings of a coin's price fail, or succeed again.
    pub(in crate::dynamics) fn darken(&mut self, coin: CoinId, is_dark: bool) {
        let dark = &mut self.state.prices[coin.row()].dark;
        *dark = if is_dark { *dark + 1 } else { dark.saturating_sub(1) };
    }
}
