//! Weather over coins: their prices fall, and feeds are dark.

use engine::agenda::Class;
use rules::market::Side;
use state::ledger::{Account, Reason};
use units::ids::CoinId;
use units::time::Span;

use super::holders;
use super::trade::Customer;
use crate::event::Event;
use crate::world::Moment;

/// Into how many parts a fall is divided that takes time.
const PARTS: u16 = 60;

impl Moment<'_> {
    /// A coin begins to lose a part of its price.
    pub(in crate::dynamics) fn begin_fall(&mut self, fault: u16, coin: CoinId, within: Span) {
        self.fall(fault, coin, parts(within));
    }

    /// The next part of a fall.
    pub(in crate::dynamics) fn fall(&mut self, fault: u16, coin: CoinId, left: u16) {
        let rules::weather::Strike::Fall { by, within } =
            self.scenario.weather[usize::from(fault)].rules.fault.policy().strike()
        else {
            return;
        };
        // In equal ratios, so that falls that overlap do not disturb each other.
        let kept = engine::math::pow(by.complement().as_f64(), 1.0 / f64::from(parts(within)));
        let price = &self.state.prices[coin.row()];
        if price.is_pool {
            let reserve = self.state.ledger.balance(coin, Account::Pool(coin));
            let whole = reserve as f64 * (1.0 / kept.sqrt() - 1.0);
            let outsiders = Customer { coins: Account::Market, usd: Account::Market };
            let seller = self.scenario.weather[usize::from(fault)].seller.map_or(outsiders, holders::customer);
            let sold = (whole as i64).min(self.state.ledger.balance(coin, seller.coins));
            self.trade(coin, Side::Sells, seller, sold, Reason::Sale);
        } else {
            let spot = (price.spot as f64 * kept) as i64;
            self.set_spot(coin, spot.max(1));
            self.read_at_once(coin);
        }
        if left > 1 {
            let step = Span::from_ns(within.ns() / u64::from(PARTS));
            self.agenda.after(step, Class::Timer, Event::Fall { fault, coin, left: left - 1 });
        }
    }

    /// Readings of a coin's price fail.
    pub(in crate::dynamics) fn end_readings(&mut self, coin: CoinId) {
        self.state.prices[coin.row()].outages += 1;
    }

    /// An outage of readings is over.
    pub(in crate::dynamics) fn resume_readings(&mut self, coin: CoinId) {
        let outages = &mut self.state.prices[coin.row()].outages;
        *outages = outages.saturating_sub(1);
        self.read_at_once(coin);
    }
}

/// How many parts a fall within a time has.
fn parts(within: Span) -> u16 {
    if within.ns() == 0 { 1 } else { PARTS }
}
