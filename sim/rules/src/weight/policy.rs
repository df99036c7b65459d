//! What a way of weighing nodes sees and what it answers.

use engine::draws::Draws;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says what a node weighs, before collateral and caps; asked of each node whenever a network weighs its nodes.
    pub trait Weigher {
        /// What a node weighs; the draws are bound to the node and the weighing.
        fn weigh(&self, view: &View, draws: &mut Draws) -> f64;
        /// The sprint before each weighing in which nodes are measured; without it, none are.
        fn measure(&self) -> Option<Measure> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What is known of a node when it is weighed.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View {
        /// Its bonded stake \[coins\].
        pub stake_coins: f64,
        /// Its speed for plain work relative to reference speed.
        pub speed: f64,
        /// Requests that it serves at once.
        pub slots: f64,
        /// Cost of an hour of it to its operator \[usd/h\].
        pub price_usd_h: f64,
        /// Its reputation on the network, from 0 to 1, as it was last published; 1 where none is kept.
        pub reputation: f64,
        /// For how long it computed in the sprint that ends now; 0 s without one.
        pub computed: Span,
    }
}

/// A sprint in which nodes are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// How long it lasts.
    pub lasts: Span,
    /// The chance of a node to serve on, and to keep what it weighed.
    pub excused: Share,
}
