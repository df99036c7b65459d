//! First-price auctions.

use units::money::Price;
use units::settings::Nothing;
use units::time::Span;
use units::{settings, words};

use super::auction;
use super::policy::{Bids, CoinView, Pricer, Tariff};
use crate::checking::Checking;

settings! {
    /// Sells the service of one request a round, and LLM, to the highest bidder for its bid.
    ///
    /// Requests wait at the network for the end of their round. Of n that are worth the reserve r to their users
    /// (`users.values`), one that is worth v bids `r + (v - r) (n - 1) / n`, rounded down: the equilibrium for values
    /// that are independent and uniform, from 0 or from the reserve on, with n known; for others it is a rule of
    /// thumb. The highest pays its bid; the others are refused, or bid again. A request of users without `values` does
    /// not bid and is refused. With n requests whose values are uniform from 0 to 1 the mean revenue of a round is `(n
    /// - 1) / (n + 1) + r^n (1 - 2 n r / (n + 1))`, as in `vickrey`. Source: Vickrey, Journal of Finance 16(1), 1961;
    /// Krishna, Auction Theory, 2010, proposition 2.2 and section 2.5; revenue with a reserve: Myerson, Mathematics of
    /// Operations Research 6(1), 1981.
    pub struct FirstPrice {
        /// How long a round lasts; rounds end at its whole multiples [> 0 s].
        pub every: Span = Span::secs(1),
        /// The least that a request pays, as in `0.001 usd/request`.
        pub reserve: Option<Price>,
        /// In how many further rounds a request bids that has lost [0 ..= 1_000].
        pub again: u32 = 0,
        /// What requests bid.
        pub bids: Bidding = Bidding::Shaded,
    }
}

words! {
    /// What requests bid in a first-price auction.
    pub enum Bidding {
        /// Less than they are worth, by the equilibrium for uniform values.
        Shaded = "shaded",
        /// What they are worth: nothing is left to users.
        Truthful = "truthful",
    }
}

impl Pricer for FirstPrice {
    type Memory = Nothing;

    fn opening(&self, coin: &CoinView) -> Tariff {
        auction::tariff(self.reserve.as_ref(), coin)
    }
    fn round(&self) -> Option<Span> {
        Some(self.every)
    }
    fn sell(&self, bids: &Bids) -> Vec<Option<i64>> {
        let reserve = self.opening(&bids.coin).request;
        let order = auction::ranked(bids, reserve);
        let mut fees = vec![None; bids.worths.len()];
        if let Some(&first) = order.first() {
            let (worth, n, least) = (i128::from(bids.worths[first]), order.len() as i128, i128::from(reserve));
            let bid = match self.bids {
                Bidding::Shaded => least + (worth - least) * (n - 1) / n,
                Bidding::Truthful => worth,
            };
            fees[first] = Some(i64::try_from(bid).unwrap_or(i64::MAX).max(reserve));
        }
        fees
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
    use super::super::auction::tests::{COIN, revenue};
    use super::*;

    const POLICY: FirstPrice = FirstPrice { every: Span::secs(1), reserve: None, again: 0, bids: Bidding::Shaded };

    #[test]
    fn revenue_is_that_of_the_second_price_auction() {
        for n in [2, 3, 5, 10] {
            let (_, mean, error) = revenue(n, 20_000, &|bids| POLICY.sell(bids));
            let expected = (n as f64 - 1.0) / (n as f64 + 1.0);
            assert!((mean - expected).abs() < 4.0 * error, "{n} bidders: {mean} ± {error}, not {expected}");
        }
    }

    /// Whoever is worth the reserve bids above it: else rounds would bring less than those of a second-price auction.
    #[test]
    fn revenue_with_a_reserve_is_that_of_the_second_price_auction_with_it() {
        for (n, percent) in [(1, 50), (2, 50), (3, 40), (5, 70)] {
            let reserve = Some(format!("{}e-9 usd/request", 10_000_000 * percent).parse().unwrap());
            let policy = FirstPrice { reserve, ..POLICY };
            let (_, mean, error) = revenue(n, 20_000, &|bids| policy.sell(bids));
            let (k, r) = (n as f64, f64::from(percent) / 100.0);
            let expected = (k - 1.0) / (k + 1.0) + engine::math::pow(r, k) * (1.0 - 2.0 * k * r / (k + 1.0));
            assert!((mean - expected).abs() < 4.0 * error, "{n} from {r} on: {mean} ± {error}, not {expected}");
        }
    }

    /// The equilibrium: against others who shade by (n - 1) / n no other factor earns more.
    #[test]
    fn no_other_shading_earns_more_against_the_equilibrium() {
        let (n, worth) = (4_i32, 0.8);
        let others = |bid: f64| (0..n - 1).fold(1.0, |p, _| p * (bid * f64::from(n) / f64::from(n - 1)).min(1.0));
        let gain = |factor: f64| (worth - factor * worth) * others(factor * worth);
        let best = gain(0.75);
        assert!((0..100).all(|percent| gain(f64::from(percent) / 100.0) <= best + 1e-12));
    }

    #[test]
    fn a_lone_bidder_pays_the_reserve_and_the_truthful_their_worth() {
        let bids = Bids { worths: &[700], coin: COIN };
        assert_eq!(POLICY.sell(&bids), [Some(0)]);
        let reserve = Some("400e-9 usd/request".parse().unwrap());
        assert_eq!(FirstPrice { reserve, ..POLICY }.sell(&bids), [Some(400)]);
        assert_eq!(FirstPrice { bids: Bidding::Truthful, ..POLICY }.sell(&bids), [Some(700)]);
    }
}
