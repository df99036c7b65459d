//! A price that net flow moves.

use engine::draws::Draws;
use engine::math::{exp, ln};
use units::money::{Money, Price};
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::level::{self, Walk};
use super::policy::{Marketing, View};

settings! {
    /// What is bought moves the price up, what is sold moves it down, in proportion to the depth of the market.
    ///
    /// Trades are filled at the price of the period. At its end `ln P` changes by `F / (100 D)`: F the usd paid for
    /// coins in the period less those got for them, D the depth \[usd/%\]. With a reference price R it then moves by
    /// `(1 - exp(-dt / r)) (ln R - ln P)`, dt the period and r the time `returns`: outsiders buy what is cheap. A
    /// steady flow of F a period then ends at `R exp(F / (100 D) exp(-dt / r) / (1 - exp(-dt / r)))` after the drift.
    /// The depth does not depend on the price, so that a price of nothing takes for ever; no reserve limits what is
    /// sold. Source: Kyle, Continuous auctions and insider trading, Econometrica 53(6), 1985 (linear impact), in
    /// logarithms.
    pub struct Impact {
        /// What one coin is worth at the start [> 0].
        #[fixed = "the price starts there"]
        pub price: Money,
        /// Net usd that move the price by 1 %.
        pub depth: Price,
        /// Price to which it drifts; without it, it stays where flows leave it.
        pub reference: Option<Money>,
        /// Time in which the distance to the reference price shrinks to 1/e of it [> 0 s].
        pub returns: Span = Span::days(7),
        /// Time between two moves of the price [> 0 s].
        #[fixed = "moves are numbered from the start"]
        pub every: Span = Span::hours(1),
    }
}

impl Marketing for Impact {
    type Memory = Walk;

    fn opening(&self, _decimals: u32) -> i64 {
        level::opening(&self.price)
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn step(&self, memory: &mut Walk, view: &View, _: &mut Draws) -> i64 {
        let net = (i128::from(view.usd_bought) - i128::from(view.usd_sold)) as f64 / 1e9;
        // Beyond e^50 floats of a price tell nothing.
        let pushed = (net / (100.0 * self.depth.money.number.to_f64())).clamp(-50.0, 50.0);
        let drifted = self.reference.as_ref().map_or(0.0, |reference| {
            let share = 1.0 - exp(-(view.every.as_secs() / self.returns.as_secs()));
            share * (ln(level::opening(reference) as f64 / view.nano_usd as f64) - pushed)
        });
        memory.by(view.nano_usd, pushed + drifted)
    }
    fn vet(&self, checking: &mut Checking) {
        level::vet("price", &self.price, checking);
        checking.depth("depth", &self.depth);
        if let Some(reference) = &self.reference {
            level::vet("reference", reference, checking);
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    /// The price after so many periods of an hour with a net flow of usd in each.
    fn after(reference: Option<&str>, periods: u64, net_usd: i64) -> f64 {
        let impact = Impact {
            price: "0.2 usd".parse().unwrap(),
            depth: "500 usd/%".parse().unwrap(),
            reference: reference.map(|price| price.parse().unwrap()),
            returns: Span::days(2),
            every: Span::hours(1),
        };
        let mut memory = Walk::default();
        let mut draws = Address { seed: 1, replication: 0, purpose: Purpose::Price, entity: 1 }.stream().draws(0);
        let (bought, sold) = (net_usd.max(0) * 1_000_000_000, (-net_usd).max(0) * 1_000_000_000);
        let prices = (1..=periods).fold(200_000_000, |nano_usd, number| {
            let every = Span::hours(1);
            let view = View { every, number, nano_usd, usd_bought: bought, usd_sold: sold, ..View::default() };
            impact.step(&mut memory, &view, &mut draws)
        });
        prices as f64 / 1e9
    }

    #[test]
    fn without_a_reference_the_logarithm_adds_up_what_flowed() {
        for (periods, net) in [(1, 700), (10, -250), (400, -90)] {
            let expected = 0.2 * exp(periods as f64 * net as f64 / 50_000.0);
            assert!((after(None, periods, net) / expected - 1.0).abs() < 1e-7, "{periods} periods of {net} usd");
        }
    }

    #[test]
    fn with_a_reference_a_steady_flow_ends_at_its_closed_form() {
        let share = 1.0 - exp(-1.0 / 48.0);
        for net in [-200, 0, 350] {
            let expected = 0.3 * exp(net as f64 / 50_000.0 * (1.0 - share) / share);
            let found = after(Some("0.3 usd"), 3_000, net);
            assert!((found / expected - 1.0).abs() < 1e-7, "{net} usd: {found}, not {expected}");
        }
        let halfway = 0.3 * engine::math::pow(0.2 / 0.3, exp(-1.0));
        assert!((after(Some("0.3 usd"), 48, 0) / halfway - 1.0).abs() < 1e-7, "1/e of the way is left after `returns`");
    }
}
