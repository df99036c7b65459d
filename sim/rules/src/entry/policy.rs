//! What a rule of entry and exit sees and what it answers.

use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says from which margins on operators set up nodes and take them down; asked at the start.
    pub trait Deciding {
        /// The margins, for nodes of such a cost and price; none if nobody moves.
        fn bounds(&self, plant: &Plant) -> Option<Bounds>;
        /// What every such rule has: who is in at the start, how margins are smoothed, how long setting up takes.
        fn terms(&self) -> Option<Terms>;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a node of a group costs.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Plant {
        /// Cost of an hour in which the node is up, and rent \[usd/h\].
        pub cost: f64,
        /// Price of its hardware \[usd\].
        pub capital: f64,
        /// What the hardware sells for when the node is taken down \[usd\].
        pub resale: f64,
        /// Yield that the same capital has elsewhere \[1/y\].
        pub yield_y: f64,
    }
}

/// Margins, each as (income - cost) / cost \[dimensionless\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Above it, a node that is out is set up.
    pub enters_above: f64,
    /// Below it, a node that is in is taken down.
    pub leaves_below: f64,
}
units::seen_as! { Bounds = "the margins above which nodes come and below which they go" }

/// What rules of entry and exit have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Nodes that are in at the start; without a number, all.
    pub start: Option<u32>,
    /// Time constant of the exponential smoothing of income and cost.
    pub smooth: Span,
    /// Time from the decision to set up a node until it is up.
    pub setup: Span,
    /// Part of the nodes whose operators would move that move at a review.
    pub moves: Share,
    /// Time for which a node stays at least.
    pub least_stay: Span,
}
units::seen_as! { Terms = "who is in at the start, smoothing, set-up time, inertia and minimum stay" }

impl Plant {
    /// Hours in a year, as in prices a year.
    pub const YEAR_H: f64 = 8_760.0;
}
