//! A band of margins within which nobody moves.

use units::quantity::Ratio;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Bounds, Deciding, Plant, Terms};
use crate::checking::Checking;

settings! {
    /// Sets up nodes above one margin, and takes them down below another.
    ///
    /// The margin is (income - cost) / cost, both smoothed: at each review `m <- m + (1 - exp(-dt / smooth)) (x - m)`.
    /// Who is in sees its own margin; who is out sees the median of its group, or what its own nodes would cost against
    /// the median income of the same hardware, else of its networks, where nobody of its group is in; less the yield
    /// that its capital and the stakes that it would buy have elsewhere over cost. Between the bounds everything stays
    /// as it is. If an income R \[usd/h\] is shared equally by n nodes that cost c \[usd/h\] each, their number rests
    /// between `R / (c (1 + enters_above))` and `R / (c (1 + leaves_below))`. Source: hysteresis on smoothed profit,
    /// reference/mechanisms.md M17; who sees what as in reference/economy.md 2.
    pub struct Hysteresis {
        /// Nodes that are in at the start; without it, all.
        #[fixed = "it says who is there at the start"]
        pub start: Option<u32>,
        /// Time constant of the smoothing [> 0 s].
        pub smooth: Span = Span::days(7),
        /// Margin above which nodes are set up, as in `25 %`.
        #[fixed = "margins are computed at the start"]
        pub enters_above: Ratio,
        /// Margin below which nodes are taken down, as in `-10 %`.
        #[fixed = "margins are computed at the start"]
        pub leaves_below: Ratio,
        /// Time from the decision to set up a node until it is up.
        pub setup: Span = Span::ZERO,
        /// Part of the nodes whose operators would move that move at a review [> 0, <= 1].
        pub moves: Share = Share::ONE,
        /// Time for which a node stays at least.
        pub least_stay: Span = Span::ZERO,
    }
}

impl Deciding for Hysteresis {
    fn bounds(&self, plant: &Plant) -> Option<Bounds> {
        let charge = plant.capital * plant.yield_y / Plant::YEAR_H / plant.cost;
        Some(Bounds {
            enters_above: self.enters_above.value() + if charge.is_nan() { 0.0 } else { charge },
            leaves_below: self.leaves_below.value(),
        })
    }
    fn terms(&self) -> Option<Terms> {
        let Self { start, smooth, setup, moves, least_stay, .. } = *self;
        Some(Terms { start, smooth, setup, moves, least_stay })
    }
    fn vet(&self, checking: &mut Checking) {
        if self.leaves_below.value() > self.enters_above.value() {
            let message = "a node would be set up and taken down at the same margin";
            checking.refuse_with("leaves_below", message, "keep it at or below `enters_above`");
        }
        if self.leaves_below.value() <= -1.0 {
            let message = "income is never negative, so that a margin is never below -100 % and nobody ever leaves";
            checking.refuse_with("leaves_below", message, "write a margin above -100 %, as in `-10 %`");
        }
    }
}
