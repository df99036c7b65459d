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
    /// Net purchases raise the price and net sales lower it, the less the deeper the market is.
    ///
    /// Trades are filled at the price of the period. At its end `ln P` changes by `F / (100 D)`: F the usd paid for
    /// coins in the period less those received for them, D the depth \[usd/%\]. With a reference price R it then moves
    /// by `(1 - exp(-dt / r)) (ln R - ln P)`, dt the period and r the time `returns`: outsiders buy below R and sell
    /// above it. A steady flow of F a period then ends at `R exp(F / (100 D) exp(-dt / r) / (1 - exp(-dt / r)))` after
    /// this drift. The depth is the same at any price and no reserve limits what is sold: steady sales without a
    /// reference lower the price for ever, and it never reaches 0. Source: Kyle, Continuous auctions and insider
    /// trading, Econometrica 53(6), 1985 (linear impact), in logarithms.
    pub struct Impact {
        /// What one coin is worth at the start [> 0].
        #[fixed = "the price starts there"]
        pub price: Money,
        /// Net usd that move the price by 1 %.
        pub depth: Price,
        /// Price to which it drifts; without it, it stays where flows leave it [> 0].
        pub reference: Option<Money>,
        /// Time in which the distance to the reference price, which it needs, shrinks to 1/e of it; without it, 7 d [>
        /// 0 s].
        pub returns: Option<Span>,
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
            let returns = self.returns.unwrap_or(Span::days(7));
            let share = 1.0 - exp(-(view.every.as_secs() / returns.as_secs()));
            share * (ln(level::opening(reference) as f64 / view.nano_usd as f64) - pushed)
        });
        memory.by(view.nano_usd, pushed + drifted)
    }
    fn vet(&self, checking: &mut Checking) {
        checking.usd("price", &self.price);
        checking.depth("depth", &self.depth);
        if let Some(reference) = &self.reference {
            checking.usd("reference", reference);
        } else if self.returns.is_some() {
            let remedy = "name a `reference` price, or leave `returns` out";
            checking.refuse_with("returns", "there is no price to which it could return", remedy);
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
            returns: reference.map(|_| Span::days(2)),
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
    fn a_price_returns_to_a_reference_alone() {
        let told = |reference: Option<&str>, returns| {
            let [price, depth] = ["0.2 usd", "500 usd/%"];
            let (price, depth) = (price.parse().unwrap(), depth.parse().unwrap());
            let reference = reference.map(|price| price.parse().unwrap());
            let mut checking = Checking::new("x", crate::checking::Facts::default());
            Impact { price, depth, reference, returns, every: Span::hours(1) }.vet(&mut checking);
            checking.refusals().iter().map(ToString::to_string).collect::<Vec<_>>().concat()
        };
        assert_eq!([told(Some("0.1 usd"), None), told(None, None)], ["", ""]);
        let refused = "`x.returns`: there is no price to which it could return; \
            name a `reference` price, or leave `returns` out";
        assert_eq!(told(None, Some(Span::days(2))), refused);
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
