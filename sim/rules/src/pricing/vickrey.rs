//! Second-price auctions.

use units::money::Price;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::auction;
use super::policy::{Bids, CoinView, Pricer, Tariff};
use crate::checking::Checking;

settings! {
    /// Sells the service of one request a round, and LLM, to the highest bidder for the second highest bid.
    ///
    /// Requests wait at the network for the end of their round and bid what they are worth to their users
    /// (`users.values`): with private values no other bid does better. The highest bid pays the second highest, at
    /// least the reserve; the others are refused, or bid again. A request of users without `values` does not bid and is
    /// refused. With n values that are independent and uniform on 0 to 1 and no reserve the mean revenue of a round is
    /// `(n - 1) / (n + 1)`, that of every auction in which the highest value wins. Source: Vickrey, Counterspeculation,
    /// auctions, and competitive sealed tenders, Journal of Finance 16(1), 1961; Krishna, Auction Theory, 2010,
    /// chapters 2 and 3.
    pub struct Vickrey {
        /// How long a round lasts; rounds end at its whole multiples [> 0 s].
        pub every: Span = Span::secs(1),
        /// The least that a request pays, as in `0.001 usd/request`.
        pub reserve: Option<Price>,
        /// In how many further rounds a request bids that has lost [0 ..= 1_000].
        pub again: u32 = 0,
    }
}

impl Pricer for Vickrey {
    type Memory = Nothing;

    fn opening(&self, coin: &CoinView) -> Tariff {
        auction::tariff(self.reserve.as_ref(), coin)
    }
    fn round(&self) -> Option<Span> {
        Some(self.every)
    }
    fn sell(&self, bids: &Bids) -> Vec<Option<i64>> {
        auction::at_one_price(bids, self.opening(&bids.coin).request, 1)
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
    fn revenue_is_that_of_the_second_best_of_uniform_values() {
        let policy = Vickrey { every: Span::secs(1), reserve: None, again: 0 };
        for n in [2, 3, 5, 10] {
            let (_, mean, error) = revenue(n, 20_000, &|bids| policy.sell(bids));
            let expected = (n as f64 - 1.0) / (n as f64 + 1.0);
            assert!((mean - expected).abs() < 4.0 * error, "{n} bidders: {mean} ± {error}, not {expected}");
        }
    }

    #[test]
    fn a_reserve_of_a_half_is_worth_what_myerson_says() {
        // Two bidders, reserve 1/2: revenue 5/12 against 1/3 without (Myerson, Math. of Operations Research 6, 1981).
        let policy = Vickrey { every: Span::secs(1), reserve: Some("0.5 usd/request".parse().unwrap()), again: 0 };
        let (_, mean, error) = revenue(2, 40_000, &|bids| policy.sell(bids));
        assert!((mean - 5.0 / 12.0).abs() < 4.0 * error, "{mean} ± {error}");
    }
}
