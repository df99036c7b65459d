//! The equation of exchange.

use engine::draws::Draws;
use engine::math::pow;
use units::money::Money;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::level::{self, Scaled};
use super::policy::{Marketing, View};

settings! {
    /// The price follows from what is paid for with the coin: M V = P Q.
    ///
    /// `P = Q / (M V)`: Q the usd a year that are paid for coins in this market, by users for their requests and by
    /// whoever else buys; M the coins in existence; V how often a year a coin changes hands \[1/y\]. Q is smoothed:
    /// after each period `Q += (1 - 2^(-dt / h)) (q - Q)`, q the rate of the period dt and h the half-life; it starts
    /// at what the price at the start implies. What is bought in the first instant, such as stakes, does not count.
    /// 10 million usd a year and 100 million coins make 0.02 usd at V = 5, and 0.005 at V = 20. It is an identity,
    /// not a theory of value: V must come from elsewhere, and hoarding lowers it. A crash by weather stays as a rise
    /// of V. Source: Fisher, The Purchasing Power of Money, 1911; Buterin, On medium-of-exchange token valuations,
    /// 2017.
    pub struct QuantityTheory {
        /// What one coin is worth at the start [> 0].
        #[fixed = "the price starts there"]
        pub price: Money,
        /// How often a year a coin changes hands [>= 0.000_001, <= 1_000_000].
        pub velocity: f64,
        /// Half-life of what was paid earlier [> 0 s].
        pub half_life: Span = Span::days(7),
        /// Time between two moves of the price [> 0 s].
        #[fixed = "moves are numbered from the start"]
        pub every: Span = Span::hours(1),
    }
}

/// What is paid a year, once known, and the price as it was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paid {
    usd_a_year: Option<f64>,
    price: Scaled,
}

impl Marketing for QuantityTheory {
    type Memory = Paid;

    fn opening(&self, _decimals: u32) -> i64 {
        level::opening(&self.price)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn step(&self, memory: &mut Paid, view: &View, _: &mut Draws) -> i64 {
        let opening = level::opening(&self.price);
        let coins = view.supply as f64 / pow(10.0, f64::from(view.decimals));
        // Without a coin there is no price; the last one stays.
        if coins <= 0.0 {
            return view.nano_usd;
        }
        let rate = view.usd_bought as f64 / 1e9 / level::years(view.every);
        let usd = memory.usd_a_year.get_or_insert(opening as f64 / 1e9 * coins * self.velocity);
        *usd += (1.0 - pow(2.0, -(view.every.as_secs() / self.half_life.as_secs()))) * (rate - *usd);
        memory.price.from(opening, view.nano_usd, *usd / (coins * self.velocity) * 1e9)
    }
    fn vet(&self, checking: &mut Checking) {
        checking.usd("price", &self.price);
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    /// The price after so many periods of a day in which 10 million usd a year were paid, for 100 million coins.
    fn after(velocity: f64, days: u64) -> f64 {
        let price = "0.08 usd".parse().unwrap();
        let theory = QuantityTheory { price, velocity, half_life: Span::days(7), every: Span::days(1) };
        let mut memory = Paid::default();
        let mut draws = Address { seed: 1, replication: 0, purpose: Purpose::Price, entity: 1 }.stream().draws(0);
        let (supply, usd_bought) = (10_000_000_000, 10_000_000_000_000_000 / 365);
        let price = (1..=days).fold(80_000_000, |nano_usd, number| {
            let every = Span::days(1);
            let view = View { every, number, nano_usd, decimals: 2, supply, usd_bought, ..View::default() };
            theory.step(&mut memory, &view, &mut draws)
        });
        price as f64 / 1e9
    }

    #[test]
    fn a_steady_demand_is_worth_what_the_identity_says() {
        for (velocity, expected) in [(5.0, 0.02), (20.0, 0.005)] {
            assert!((after(velocity, 400) - expected).abs() < 2e-9, "V = {velocity}: {}", after(velocity, 400));
        }
    }

    #[test]
    fn half_of_the_way_is_gone_after_the_half_life() {
        assert!((after(5.0, 7) - 0.05).abs() < 2e-9);
        assert!((after(5.0, 14) - (0.02 + 0.06 / 4.0)).abs() < 2e-9);
    }
}
