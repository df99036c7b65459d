//! What auctions have in common: who bids, in which order, and the least that is taken.

use units::money::Price;

use super::policy::{Bids, CoinView, Pricer as _, Tariff};
use super::posted::Posted;
use crate::checking::Checking;

/// The tariff of a reserve price: the least that a request costs.
pub(super) fn tariff(reserve: Option<&Price>, coin: &CoinView) -> Tariff {
    Posted { request: reserve.cloned(), prompt: None, output: None, work: None }.opening(coin)
}

/// Refuses a reserve that is no price of a request.
pub(super) fn vet(reserve: Option<&Price>, checking: &mut Checking) {
    if let Some(reserve) = reserve {
        checking.price("reserve", reserve, "request");
    } else if checking.facts.coin.is_none() {
        let message = "a network without a coin cannot sell";
        checking.refuse_with("", message, "name its `coin`, or leave `pricing` out");
    }
}

/// Those that are worth the reserve, the most worth first; of equals the one that came first.
pub(super) fn ranked(bids: &Bids, reserve: i64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bids.worths.len()).filter(|&at| bids.worths[at] >= reserve).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(bids.worths[at]));
    order
}

/// The fees of a round in which the first `units` of an order win at one price: the best bid that loses, at least the
/// reserve.
pub(super) fn at_one_price(bids: &Bids, reserve: i64, units: usize) -> Vec<Option<i64>> {
    let order = ranked(bids, reserve);
    let price = order.get(units).map_or(reserve, |&at| bids.worths[at]);
    let mut fees = vec![None; bids.worths.len()];
    order.into_iter().take(units).for_each(|at| fees[at] = Some(price));
    fees
}

#[cfg(test)]
pub(super) mod tests {
    use engine::draws::{Address, Draws, Purpose, Stream};

    use super::*;

    pub(in crate::pricing) const COIN: CoinView = CoinView { decimals: 9, nano_usd: 1_000_000_000 };

    fn draws(round: u64) -> Draws {
        let stream: Stream = Address { seed: 1, replication: 0, purpose: Purpose::Worth, entity: 0 }.stream();
        stream.draws(round)
    }

    /// The mean of what winners pay, and of what is paid in a round, over rounds of n bidders with values that are
    /// uniform on 0 to 1, with the standard error of the second.
    pub(in crate::pricing) fn revenue(
        n: usize,
        rounds: u64,
        sell: &dyn Fn(&Bids) -> Vec<Option<i64>>,
    ) -> (f64, f64, f64) {
        let (mut paid, mut winners, mut sum, mut squares) = (0.0, 0.0, 0.0, 0.0);
        for round in 0..rounds {
            let mut draws = draws(round);
            let worths: Vec<i64> = (0..n).map(|_| (draws.uniform() * 1e9) as i64).collect();
            let fees = sell(&Bids { worths: &worths, coin: COIN });
            let of_round: f64 = fees.iter().flatten().map(|&fee| fee as f64 / 1e9).sum();
            (paid, winners) = (paid + of_round, winners + fees.iter().flatten().count() as f64);
            (sum, squares) = (sum + of_round, squares + of_round * of_round);
        }
        let mean = sum / rounds as f64;
        let variance = squares / rounds as f64 - mean * mean;
        (paid / winners, mean, engine::math::sqrt(variance / rounds as f64))
    }

    #[test]
    fn the_best_win_and_equals_win_in_their_order() {
        let worths = [5, 9, 9, 2, 7];
        let bids = Bids { worths: &worths, coin: COIN };
        assert_eq!(ranked(&bids, 3), [1, 2, 4, 0]);
        assert_eq!(at_one_price(&bids, 3, 1), [None, Some(9), None, None, None]);
        assert_eq!(at_one_price(&bids, 3, 3), [None, Some(5), Some(5), None, Some(5)]);
        // Fewer bidders than there is to sell pay the reserve.
        assert_eq!(at_one_price(&bids, 3, 9), [Some(3), Some(3), Some(3), None, Some(3)]);
    }
}
