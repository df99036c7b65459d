//! What a node earns over a horizon, in money of today.

use engine::math;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Bounds, Deciding, Plant, Terms};

settings! {
    /// Sets up a node if its present value over a horizon is above the price of its hardware, and takes it down if that
    /// is below what the hardware sells for now.
    ///
    /// Operators expect today's smoothed gain g \[usd/h\] to last for the horizon T. With a yield r elsewhere
    /// (`capital.cost`) and `A = (1 - exp(-r T)) / r`, the present value is `g A + resale exp(-r T)`: they enter where
    /// it is above `capital` and leave where it is below `resale`. As T grows the thresholds become Marshall's: an
    /// income above `cost + r capital`, and one below `cost + r resale`. As a boom is expected to last, it attracts
    /// more nodes than its income can pay for. Source: reference/mechanisms.md M17; Marshallian thresholds in Dixit,
    /// Entry and exit decisions under uncertainty, J. Political Economy 97(3), 1989.
    pub struct PresentValue {
        /// How far ahead operators look [> 0 s].
        #[fixed = "margins are computed at the start"]
        pub horizon: Span,
        /// Nodes that are in at the start; without it, all.
        #[fixed = "it says who is there at the start"]
        pub start: Option<u32>,
        /// Time constant of the smoothing [> 0 s].
        pub smooth: Span = Span::days(7),
        /// Time from the decision to set up a node until it is up.
        pub setup: Span = Span::ZERO,
        /// Part of the nodes whose operators would move that move at a review [> 0, <= 1].
        pub moves: Share = Share::ONE,
        /// Time for which a node stays at least.
        pub least_stay: Span = Span::ZERO,
    }
}

impl Deciding for PresentValue {
    fn bounds(&self, plant: &Plant) -> Option<Bounds> {
        let (hours, rate) = (self.horizon.as_secs() / 3600.0, plant.yield_y / Plant::YEAR_H);
        let kept = math::exp(-rate * hours);
        let annuity = if rate > 0.0 { (1.0 - kept) / rate } else { hours };
        let gain = |price: f64| {
            let margin = (price - plant.resale * kept) / annuity / plant.cost;
            if margin.is_nan() { 0.0 } else { margin }
        };
        Some(Bounds { enters_above: gain(plant.capital), leaves_below: gain(plant.resale) })
    }
    fn terms(&self) -> Option<Terms> {
        let Self { start, smooth, setup, moves, least_stay, .. } = *self;
        Some(Terms { start, smooth, setup, moves, least_stay })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_end_the_points_are_those_of_marshall() {
        // Dixit's case with rho = 0.025, w = 1 and k = 4 a year: 1.1 and 1.0.
        let plant = Plant { cost: 1.0 / Plant::YEAR_H, capital: 4.0, resale: 0.0, yield_y: 0.025 };
        let rule = PresentValue {
            horizon: Span::days(365 * 580),
            start: None,
            smooth: Span::days(1),
            setup: Span::ZERO,
            moves: Share::ONE,
            least_stay: Span::ZERO,
        };
        let Bounds { enters_above, leaves_below } = rule.bounds(&plant).unwrap();
        assert!((enters_above - 0.1).abs() < 1e-6 && leaves_below == 0.0, "{enters_above} {leaves_below}");
    }
}
