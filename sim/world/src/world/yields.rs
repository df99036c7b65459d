//! What networks pay for stake, and what users pay networks, since the warm-up ended.

use units::time::{Span, Time};

use super::State;
use crate::metrics::yields::Paid;
use crate::scenario::Scenario;

/// What a network's nodes and their delegators earn together, and the stake that they have for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Yields {
    /// Bonded stake over time before `since` \[base units x ns\].
    area: i128,
    since: Time,
    began: Time,
    /// Coins minted for them, and all that they were paid, fees included \[base units\].
    pub(crate) minted: i128,
    pub(crate) earned: i128,
    /// The same at the price of the moment \[usd\].
    pub(crate) minted_usd: f64,
    pub(crate) earned_usd: f64,
    /// What users paid for answers, whoever got it \[base units\].
    pub(crate) paid: i128,
    /// What they paid for answers of tokens that were played \[usd\].
    pub(crate) paid_tokens_usd: f64,
}

impl Yields {
    /// Another stake is bonded from now on than was until now \[base units\].
    pub(super) fn hold(&mut self, bonded: i64, now: Time) {
        self.area += i128::from(bonded) * i128::from(now.since(self.since).ns());
        self.since = now;
    }
    /// Those that begin now.
    pub(super) fn begun(now: Time) -> Self {
        Self { since: now, began: now, ..Self::default() }
    }
    /// Years times base units of stake up to now.
    fn stake_years(&self, bonded: i64, now: Time) -> f64 {
        let area = self.area + i128::from(bonded) * i128::from(now.since(self.since).ns());
        area as f64 * 1e-9 / Span::days(365).as_secs()
    }
}

impl State {
    /// What a network has paid for stake, in coins.
    pub(crate) fn paid(&self, scenario: &Scenario, network: usize, now: Time) -> Paid {
        let (row, coin) = (&self.networks[network], scenario.networks[network].coin);
        let unit = coin.map_or(1.0, |coin| 10_u64.pow(scenario.coins[coin.row()].rules.decimals) as f64);
        let yields = &row.yields;
        Paid {
            began: yields.began,
            stake_years: yields.stake_years(row.bonded, now) / unit,
            minted: yields.minted as f64 / unit,
            fees: (yields.earned - yields.minted) as f64 / unit,
            minted_usd: yields.minted_usd,
            fees_usd: yields.earned_usd - yields.minted_usd,
        }
    }
}
