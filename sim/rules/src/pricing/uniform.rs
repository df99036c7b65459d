//! Uniform-price auctions of several units.

use units::money::Price;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::auction;
use super::policy::{Bids, CoinView, Pricer, Tariff};
use crate::checking::Checking;

settings! {
    /// Sells the service of k requests a round, and LLM, to the k highest bidders, all for the best bid that loses.
    ///
    /// Requests wait at the network for the end of their round and bid what they are worth to their users
    /// (`users.values`): where each wants one unit no other bid does better. The price is the highest bid below the k
    /// that win, at least the reserve, and the reserve where no more than k bid. Those who lose are refused, or bid
    /// again. A request of users without `values` does not bid and is refused. With n values that are independent and
    /// uniform on 0 to 1 and no reserve the mean price is `(n - k) / (n + 1)` for n > k. Source: Krishna, Auction
    /// Theory, 2010, chapters 12 and 13; order statistics of the uniform law.
    pub struct Uniform {
        /// Requests that are sold in a round [>= 1].
        pub units: u32,
        /// How long a round lasts; rounds end at its whole multiples [> 0 s].
        pub every: Span = Span::secs(1),
        /// The least that a request pays, as in `0.001 usd/request`.
        pub reserve: Option<Price>,
        /// In how many further rounds a request bids that has lost [0 ..= 1_000].
        pub again: u32 = 0,
    }
}

impl Pricer for Uniform {
    type Memory = Nothing;

    fn opening(&self, coin: &CoinView) -> Tariff {
        auction::tariff(self.reserve.as_ref(), coin)
    }
    fn round(&self) -> Option<Span> {
        Some(self.every)
    }
    fn sell(&self, bids: &Bids) -> Vec<Option<i64>> {
        auction::at_one_price(bids, self.opening(&bids.coin).request, self.units as usize)
    }
    fn again(&self) -> u32 {
        self.again
    }
    fn vet(&self, checking: &mut Checking) {
        auction::vet(self.reserve.as_ref(), checking);
    }
}

#[cfg(test)]
mod tests {
    use super::super::auction::tests::revenue;
    use super::*;

    #[test]
    fn the_price_is_that_of_the_first_loser() {
        for (n, units) in [(5, 1), (5, 3), (10, 4), (20, 19)] {
            let policy = Uniform { units, every: Span::secs(1), reserve: None, again: 0 };
            let (price, mean, error) = revenue(n, 20_000, &|bids| policy.sell(bids));
            let expected = (n as f64 - f64::from(units)) / (n as f64 + 1.0);
            assert!((price - expected).abs() < 4.0 * error, "{units} of {n}: {price}, not {expected}");
            assert!((mean - expected * f64::from(units)).abs() < 4.0 * error);
        }
    }
}
