//! What networks pay for stake from point to point of the time series.

use units::time::Time;

use super::catalogue::Better;
use crate::scenario::Scenario;

/// Totals of a network since the warm-up ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Paid {
    /// When they began.
    pub(crate) began: Time,
    /// Coins times years of stake.
    pub(crate) stake_years: f64,
    /// Coins that nodes and delegators got of emission and of fees.
    pub(crate) minted: f64,
    pub(crate) fees: f64,
    /// The same at the price of the moment \[usd\].
    pub(crate) minted_usd: f64,
    pub(crate) fees_usd: f64,
}

/// The columns of each network that has a coin.
const COLUMNS: [(&str, Better, &str); 4] = [
    ("emission_usd_h", Better::Neither, "new coins that nodes and delegators got, per hour, mean since the last point"),
    ("fees_usd_h", Better::More, "fees that nodes and delegators got, per hour, mean since the last point"),
    (
        "nominal_yield_y",
        Better::Neither,
        "yield of bonded stake a year, in coins: (emission + fees) / (stake x years), mean since the last point",
    ),
    ("real_yield_y", Better::More, "the part of it that is fees, mean since the last point"),
];

/// The networks that have these columns.
pub(super) fn networks(scenario: &Scenario) -> impl Iterator<Item = usize> {
    (0..scenario.networks.len()).filter(|&network| scenario.networks[network].coin.is_some())
}

/// Name, owner, direction and meaning of each column.
pub(super) fn columns(scenario: &Scenario) -> impl Iterator<Item = (&'static str, String, Better, &'static str)> {
    networks(scenario).flat_map(|network| {
        let owner = format!("network.{}", scenario.networks[network].name);
        COLUMNS.map(|(name, better, doc)| (name, owner.clone(), better, doc))
    })
}

impl Paid {
    /// The columns of a point, if the last was taken at `then`, when totals were `last`; NaN where nothing was staked.
    pub(super) fn values(&self, now: Time, last: &Self, then: Time) -> [f64; 4] {
        let last = if last.began == self.began { *last } else { Self::default() };
        let hours = now.since(then.max(self.began)).as_secs() / 3600.0;
        let ratio = |over: f64, under: f64| if under > 0.0 { over / under } else { f64::NAN };
        let (minted, fees) = (self.minted - last.minted, self.fees - last.fees);
        let stake = self.stake_years - last.stake_years;
        [
            ratio(self.minted_usd - last.minted_usd, hours),
            ratio(self.fees_usd - last.fees_usd, hours),
            ratio(minted + fees, stake),
            ratio(fees, stake),
        ]
    }
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;

    #[test]
    fn a_point_tells_of_the_time_since_the_last_or_since_the_warm_up() {
        let at = |h: u64| Time::ZERO + Span::hours(h);
        let paid = |began, stake_years: f64, minted: f64, fees: f64| Paid {
            began,
            stake_years,
            minted,
            fees,
            minted_usd: 2.0 * minted,
            fees_usd: 2.0 * fees,
        };
        let check = |values: [f64; 4], expected: [f64; 4]| {
            assert!(values.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-12), "{values:?}");
        };
        let first = paid(at(0), 1.0, 3.0, 1.0);
        let later = paid(at(0), 3.0, 4.0, 2.0);
        check(first.values(at(2), &Paid::default(), at(0)), [3.0, 1.0, 4.0, 1.0]);
        check(later.values(at(4), &first, at(2)), [1.0, 1.0, 1.0, 0.5]);
        // Totals that began anew an hour after the last point.
        let anew = paid(at(5), 0.5, 1.0, 0.0);
        check(anew.values(at(6), &later, at(4)), [2.0, 0.0, 2.0, 0.0]);
    }
}
