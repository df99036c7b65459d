//! What a pricing policy sees and what it answers.

use state::requests::Need;

use crate::checking::Checking;

units::questions! {
    /// Sets the tariff of a network; asked at the start, and when rules of the network or its coin change.
    pub trait Pricer {
        /// The tariff at the coin's current price.
        fn tariff(&self, coin: &CoinView) -> Tariff;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// The coin as prices see it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct CoinView {
        /// Its decimals.
        pub decimals: u32,
        /// What one coin is worth \[billionths of a usd\].
        pub nano_usd: i64,
    }
}

/// A tariff in base units of the network's coin, whole and exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tariff {
    /// For each request \[base units\].
    pub request: i64,
    /// For a million tokens read \[base units\].
    pub prompt: i64,
    /// For a million tokens written \[base units\].
    pub output: i64,
    /// For an hour of plain work at reference speed \[base units\].
    pub hour: i64,
}

impl Tariff {
    /// The price of a request, each part rounded down to base units.
    #[inline]
    pub fn price(&self, need: &Need) -> i64 {
        const MILLION: i128 = 1_000_000;
        const HOUR_NS: i128 = 3_600_000_000_000;
        let rest = match *need {
            Need::Tokens { prompt, output } => {
                i128::from(self.prompt) * i128::from(prompt) / MILLION
                    + i128::from(self.output) * i128::from(output) / MILLION
            }
            Need::Work(work) if self.hour == 0 || work.ns() == 0 => 0,
            Need::Work(work) => i128::from(self.hour) * i128::from(work.ns()) / HOUR_NS,
        };
        self.request.saturating_add(i64::try_from(rest).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::time::Span;

    #[test]
    fn a_million_tokens_cost_the_tariff() {
        let tariff = Tariff { request: 7, prompt: 100, output: 1_000, hour: 3_600 };
        assert_eq!(tariff.price(&Need::Tokens { prompt: 1_000_000, output: 1_000_000 }), 1_107);
        assert_eq!(tariff.price(&Need::Tokens { prompt: 9_999, output: 0 }), 7);
        assert_eq!(tariff.price(&Need::Work(Span::secs(2))), 9);
    }
}
