//! Thresholds of real options.

use engine::math;
use units::quantity::Ratio;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Bounds, Deciding, Plant, Terms};
use crate::checking::Checking;

settings! {
    /// Waits for more than a profit, since income is uncertain and hardware is partly sunk: the thresholds of Dixit.
    ///
    /// Income P \[usd/y\] is held to follow dP = mu P dt + sigma P dz. A node costs w \[usd/y\] while it is in, k
    /// \[usd\] to set up (`capital.price`) and l \[usd\] to take down (`-capital.price * capital.resale`); rho
    /// \[1/y\] is `capital.cost`. Being out is worth `A P^b`, being in `B P^-a + P / (rho - mu) - w / rho`, with b
    /// and -a the roots of `sigma^2 / 2 x (x - 1) + mu x - rho = 0`. Both values and both slopes meet at the income
    /// P_H at which one enters (difference k) and at P_L at which one leaves (difference -l). The published case rho
    /// 0.025, mu 0, sigma 0.1, w 1, k 4, l 0 enters at 1.4667 and leaves at 0.7657, where Marshall's points are 1.1
    /// and 1.0. Valid for one small operator whose income follows such a process; a review every dt shifts the
    /// thresholds by about `0.58 sigma sqrt(dt)` in logarithms. Source: Dixit, Entry and exit decisions under
    /// uncertainty, J. Political Economy 97(3), 1989.
    pub struct Dixit {
        /// Volatility of income for which operators prepare, for a year; for an income that is certain use
        /// `present_value` [> 0].
        #[fixed = "margins are computed at the start"]
        pub volatility: Ratio,
        /// Growth of income that operators expect, for a year; below `capital.cost`.
        #[fixed = "margins are computed at the start"]
        pub drift: Ratio = Ratio::ZERO,
        /// Nodes that are in at the start; without it, all.
        #[fixed = "it says who is there at the start"]
        pub start: Option<u32>,
        /// Time constant of the smoothing [> 0 s].
        pub smooth: Span = Span::days(1),
        /// Time from the decision to set up a node until it is up.
        pub setup: Span = Span::ZERO,
        /// Part of the nodes whose operators would move that move at a review [> 0, <= 1].
        pub moves: Share = Share::ONE,
        /// Time for which a node stays at least.
        pub least_stay: Span = Span::ZERO,
    }
}

impl Dixit {
    /// Refuses nodes of such a cost and price that there are no margins for them.
    pub(super) fn vet_plant(&self, plant: &Plant, checking: &mut Checking) {
        if plant.cost <= 0.0 {
            let message = "these nodes cost nothing while they are in, and nobody would ever leave";
            checking.refuse_with("", message, "state their `cost` or `rent`");
        }
        if plant.yield_y <= 0.0 {
            let message = "`capital.cost` is 0: without a yield elsewhere any income is worth waiting for";
            checking.refuse_with("", message, "set `capital.cost`, as in `12 %/y`");
        } else if plant.yield_y <= self.drift.value() {
            let message = "`capital.cost` is not above the drift of income, which would then be worth any price";
            checking.refuse_with("drift", message, "lower `drift`, or raise `capital.cost`");
        }
        if plant.capital <= plant.resale {
            let message =
                "the hardware of these nodes sells for what it costs: nothing is sunk, and waiting saves nothing";
            let remedy = "state a `capital.price` and a `resale` below 100 %, or use `entry.present_value`";
            checking.refuse_with("", message, remedy);
        }
    }
}

impl Deciding for Dixit {
    fn bounds(&self, plant: &Plant) -> Option<Bounds> {
        let cost = plant.cost * Plant::YEAR_H;
        let case = Case {
            rho: plant.yield_y,
            mu: self.drift.value(),
            sigma: self.volatility.value(),
            cost,
            enter: plant.capital,
            leave: -plant.resale,
        };
        let (high, low) = case.thresholds()?;
        Some(Bounds { enters_above: high / cost - 1.0, leaves_below: low / cost - 1.0 })
    }
    fn terms(&self) -> Option<Terms> {
        let Self { start, smooth, setup, moves, least_stay, .. } = *self;
        Some(Terms { start, smooth, setup, moves, least_stay })
    }
}

/// A case of entry and exit: amounts in usd, times in years.
struct Case {
    rho: f64,
    mu: f64,
    sigma: f64,
    cost: f64,
    enter: f64,
    leave: f64,
}

impl Case {
    /// The incomes at which one enters and leaves; none where they do not exist.
    fn thresholds(&self) -> Option<(f64, f64)> {
        let marshall = self.cost + self.rho * self.enter;
        let makes_sense = self.rho > self.mu && self.rho > 0.0 && self.cost > 0.0 && self.enter + self.leave > 0.0;
        if !makes_sense {
            return None;
        }
        // What is left of the difference of values at the lower threshold falls as the upper one rises.
        let short = |high: f64| self.difference(high, self.low(high)).0 + self.leave;
        let (mut below, mut above) = (marshall, marshall * 2.0);
        while short(above) > 0.0 {
            (below, above) = (above, above * 2.0);
        }
        for _ in 0..80 {
            let middle = 0.5 * (below + above);
            *(if short(middle) > 0.0 { &mut below } else { &mut above }) = middle;
        }
        Some((above, self.low(above)))
    }

    /// Where the difference of the two values is least below an income at which one enters.
    fn low(&self, high: f64) -> f64 {
        let (mut below, mut above) = (high * 1e-6, high * (1.0 - 1e-9));
        for _ in 0..80 {
            let middle = (below * above).sqrt();
            *(if self.difference(high, middle).1 > 0.0 { &mut above } else { &mut below }) = middle;
        }
        above
    }

    /// The value of being in less that of being out at an income, and its slope times the income, if one enters at
    /// `high`: there the difference is the cost of entry and the slope is 0.
    fn difference(&self, high: f64, income: f64) -> (f64, f64) {
        let Self { rho, mu, sigma, cost, enter, .. } = *self;
        let (half, net) = (0.5 * sigma * sigma, rho - mu);
        let tilt = mu - half;
        let root = (tilt * tilt + 4.0 * half * rho).sqrt();
        let (beta, alpha) = ((root - tilt) / (2.0 * half), (root + tilt) / (2.0 * half));
        let (value, slope) = (enter - high / net + cost / rho, -high / net);
        let out = -(slope + alpha * value) / (alpha + beta);
        let inside = value + out;
        let (of_in, of_out) = (inside * math::pow(income / high, -alpha), out * math::pow(income / high, beta));
        let flow = income / net;
        (of_in - of_out + flow - cost / rho, flow - alpha * of_in - beta * of_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_those_that_were_published() {
        let cases = [(0.1, 0.0, 1.4667, 0.7657), (0.2, 0.0, 1.7831, 0.6550), (0.1, 2.0, 1.5177, 0.7052)];
        for (sigma, leave, high, low) in cases {
            let case = Case { rho: 0.025, mu: 0.0, sigma, cost: 1.0, enter: 4.0, leave };
            let (found_high, found_low) = case.thresholds().unwrap();
            assert!((found_high - high).abs() < 5e-5 && (found_low - low).abs() < 5e-5, "{found_high} {found_low}");
            // Both conditions hold at both ends.
            let (at_high, at_low) = (case.difference(found_high, found_high), case.difference(found_high, found_low));
            assert!((at_high.0 - 4.0).abs() < 1e-9 && at_high.1.abs() < 1e-9, "{at_high:?}");
            assert!((at_low.0 + leave).abs() < 1e-6 && at_low.1.abs() < 1e-6, "{at_low:?}");
        }
    }

    #[test]
    fn costs_without_thresholds_are_refused_by_what_they_lack() {
        let (volatility, drift) = ("0.2".parse().unwrap(), "5 %".parse().unwrap());
        let (smooth, setup, moves, least_stay) = (Span::days(1), Span::ZERO, Share::ONE, Span::ZERO);
        let rule = Dixit { volatility, drift, start: None, smooth, setup, moves, least_stay };
        let check = |cost, capital, resale, yield_y, refused: &[&str]| {
            let plant = Plant { cost, capital, resale, yield_y };
            let mut checking = Checking::new("dixit", crate::checking::Facts::default());
            rule.vet_plant(&plant, &mut checking);
            let told: Vec<String> = checking.refusals().iter().map(ToString::to_string).collect();
            assert_eq!(told, refused);
            assert_eq!(rule.bounds(&plant).is_none(), !refused.is_empty(), "{plant:?}");
        };
        check(1.0, 9.0, 3.0, 0.1, &[]);
        check(
            0.0,
            9.0,
            3.0,
            0.1,
            &["`dixit`: these nodes cost nothing while they are in, and nobody would ever leave; \
             state their `cost` or `rent`"],
        );
        check(
            1.0,
            9.0,
            3.0,
            0.0,
            &["`dixit`: `capital.cost` is 0: without a yield elsewhere any income is worth waiting for; \
             set `capital.cost`, as in `12 %/y`"],
        );
        check(
            1.0,
            9.0,
            3.0,
            0.05,
            &["`dixit.drift`: `capital.cost` is not above the drift of income, which would then be worth any price; \
             lower `drift`, or raise `capital.cost`"],
        );
        check(
            1.0,
            9.0,
            9.0,
            0.1,
            &[
                "`dixit`: the hardware of these nodes sells for what it costs: nothing is sunk, and waiting saves nothing; \
             state a `capital.price` and a `resale` below 100 %, or use `entry.present_value`",
            ],
        );
    }

    #[test]
    fn where_nothing_is_sunk_there_is_nothing_to_wait_for() {
        let case = |leave| Case { rho: 0.05, mu: 0.0, sigma: 0.2, cost: 1.0, enter: 4.0, leave };
        assert_eq!(case(-4.0).thresholds(), None);
        // With ever less that is sunk the two thresholds meet.
        let gap = |leave: f64| case(leave).thresholds().map(|(high, low)| high / low).unwrap();
        assert!(gap(-3.99) < gap(-3.0) && gap(-3.0) < gap(0.0));
    }
}
